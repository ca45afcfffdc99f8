import { setTimeout as sleep } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { connectApi } from './connect.js';
import { createPayer, type Payer } from './payer.js';
import { SCENES, type Scene } from './scenes.js';
import { openShop, type Order, type Shop } from './shop.js';

export interface DemoOptions {
  /** Of the gateway. */
  readonly url: string;
  /** Of the dev merchant. */
  readonly key: string;
  /** RPC of the dev chain. */
  readonly endpoint: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const PRICE = '1.5';
const WITHIN_MS = 90_000;
const POLL_MS = 200;

/** Registers orders for Bob, pays them as Alice in every way, and shows what becomes of each. */
export async function runDemo({ url, key, endpoint, say, signal }: DemoOptions): Promise<void> {
  const shop = openShop(url, key);
  const { title, token } = await shop.chain();
  const api = await connectApi(endpoint);
  try {
    const payer = createPayer(api);
    say('');
    say(`  Bob sells coffee for ${PRICE} ${token.symbol} on ${title}, and Alice pays.`);
    const first = Date.now();
    for (const [i, scene] of SCENES.entries()) {
      say('');
      say(`  ${i + 1}  ${scene.title}`);
      await play(scene, { shop, payer, orderId: String(first + i), say, signal });
    }
    say('');
    say(`  Ask for any of them: POST ${url}/graphql with Authorization: Bearer ${key}`);
  } finally {
    await api.disconnect();
  }
}

interface Stage {
  readonly shop: Shop;
  readonly payer: Payer;
  readonly orderId: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

async function play(scene: Scene, { shop, payer, orderId, say, signal }: Stage): Promise<void> {
  await shop.register({ ...scene.wish, orderId, amount: PRICE, description: 'one coffee' });
  const teller = tellNews(say);
  const reach = (done: (order: Order) => boolean, what: string): Promise<Order> =>
    waitFor({ shop, orderId, done, what, tell: teller, signal });

  const order = await reach(({ timeline }) => timeline.nodes.length > 0, 'taken up');
  say(`     order        ${order.orderId}: ${order.expected.formatted} to ${order.payee}`);
  if (scene.late) await reach(({ status }) => status === 'EXPIRED', 'expired');
  const amount = (BigInt(order.expected.value) * scene.percent) / 100n;
  const { paid, block, shown } = await payer.pay(order, amount, signal);
  say(`     Alice signs  ${shown}`);
  say(`     block ${String(block).padEnd(6)} extrinsic ${paid.extrinsicHash}`);
  const end = await reach(scene.done, 'paid');
  say(`     ${end.status.toLowerCase().padEnd(12)} ${scene.moral(end)}`);
}

/** Says each event of an order once, as it comes. */
function tellNews(say: (line: string) => void): (order: Order) => void {
  let told = 0;
  const started = performance.now();
  return ({ timeline, status }) => {
    for (const { type, sequence, hint, height } of timeline.nodes) {
      if (sequence <= told) continue;
      told = sequence;
      const at = `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(7);
      const place = height === null ? '' : `, block ${height}${hint ? ', not final yet' : ''}`;
      say(`     ${at}      ${type}${place}${sequence === 1 ? `: ${status.toLowerCase()}` : ''}`);
    }
  };
}

interface Waiting {
  readonly shop: Shop;
  readonly orderId: string;
  readonly done: (order: Order) => boolean;
  readonly what: string;
  readonly tell: (order: Order) => void;
  readonly signal: AbortSignal;
}

async function waitFor({ shop, orderId, done, what, tell, signal }: Waiting): Promise<Order> {
  for (const deadline = performance.now() + WITHIN_MS; performance.now() < deadline;) {
    const order = await shop.order(orderId);
    tell(order);
    if (done(order)) return order;
    await sleep(POLL_MS, undefined, { signal });
  }
  throw new ChaintillError(
    'DEMO_STUCK',
    `order ${orderId} is not ${what} after ${WITHIN_MS / 1000} s. See /health of the gateway, and the log.`,
  );
}
