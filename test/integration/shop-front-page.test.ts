/** docs/shop-front.md is true: its messages are taken and given as they stand there, and its page's code buys. */
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { BOB } from '../support/accounts.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';
import { openFront, type FrontMessage, type TestFront } from '../support/shop-front.js';
import { createTestKey } from '../support/till.js';

jest.setTimeout(60_000);

const PAGE = readFileSync('docs/shop-front.md', 'utf8');

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

const MESSAGES = new Map(
  blocks('json').map((text) => {
    const message = JSON.parse(text) as FrontMessage;
    return [message.type, message] as const;
  }),
);

function written(type: string): FrontMessage {
  const message = MESSAGES.get(type);
  if (!message) throw new Error(`the page has no message ${type}`);
  return message;
}

/** Names of all fields, in the order in which they stand. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.entries(value).map(([name, part]) => [name, shapeOf(part)]);
}

const BUYER = String(written('new order')['account']);

let world: TestSettlement;
let gateway: TestGateway;
let key: string;
let height = 1_000;

beforeAll(async () => {
  world = await createTestSettlement();
  gateway = await openTestGateway(world.index.database.url, { heads: { best: 1_000 } });
  const merchantId = await world.merchant(BOB);
  const secretKey = await createTestKey(world.till, { merchantId, kind: 'secret' });
  key = await createTestKey(world.till, { merchantId, kind: 'publishable' });
  await world.block(height);
  await world.settle();
  const [, body = ''] = /-d '(\{.*?\})'/.exec(blocks('sh').join('')) ?? [];
  const made = await fetch(`${gateway.url}/v1/products`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body,
  });
  expect(made.status).toBe(201);
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

async function pay({ reference }: FrontMessage, value: bigint): Promise<void> {
  height += 1;
  await world.block(height, [payment(BOB, value, reference as string, { fromId: BUYER })]);
  await world.settle();
}

async function expectAsWritten(front: TestFront, type: string): Promise<FrontMessage> {
  const message = await front.nextOf(type);
  expect(shapeOf(message)).toEqual(shapeOf(written(type)));
  return message;
}

it('an order goes as the page says, message by message', async () => {
  const front = await openFront(gateway, key);
  front.send(written('new order'));
  const order = await expectAsWritten(front, 'order');
  expect(order).toMatchObject({ amount: { value: '1500000000000' }, payer: BUYER, payee: BOB });
  await pay(order, 1_000_000_000_000n);
  await expectAsWritten(front, 'status');
  const back = await openFront(gateway, null);
  back.send({ ...written('follow order'), token: order['publicToken'] });
  expect(await back.next()).toMatchObject({ type: 'order', amountState: 'UNDER' });
  await pay(order, 500_000_000_000n);
  await expectAsWritten(front, 'success');
  expect(await back.nextOf('success')).toMatchObject({ orderId: order['orderId'], status: 'SETTLED' });
  await Promise.all([front.close(), back.close()]);
});

it('an item that is not there is refused as the page says', async () => {
  const front = await openFront(gateway, key);
  front.send({ ...written('new order'), item: 'tea' });
  expect(await front.next()).toEqual(written('error'));
  await front.close();
});

it('the code of the page buys, and hears of it', async () => {
  const [code = ''] = blocks('js');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what stands on the page is what is tried
  const make = new Function('WebSocket', 'crypto', `${code}; return buy;`) as (
    ...given: readonly unknown[]
  ) => (order: object) => void;
  const told: FrontMessage[] = [];
  let heard: () => void = () => undefined;
  make(
    WebSocket,
    globalThis.crypto,
  )({
    gateway: gateway.url.replace(/^http/, 'ws'),
    key,
    item: 'coffee',
    account: BUYER,
    tell(message: FrontMessage) {
      told.push(message);
      heard();
    },
  });
  const next = async (type: string): Promise<FrontMessage> => {
    for (;;) {
      const found = told.find((message) => message.type === type);
      if (found) return found;
      await new Promise<void>((resolve) => (heard = resolve));
    }
  };
  await pay(await next('order'), 1_500_000_000_000n);
  expect(await next('success')).toMatchObject({ status: 'SETTLED' });
});
