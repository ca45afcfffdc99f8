import { setTimeout as sleep } from 'node:timers/promises';
import { Keyring } from '@polkadot/keyring';
import { ALICE, BOB } from '../../chain/dev/accounts.js';
import { ChaintillError } from '../../domain/errors.js';
import { connectApi } from './connect.js';
import { askChain, askStatus, askTransfers, type Order, type OrderStatus } from './order.js';
import { pay } from './pay.js';
import { remarkCall } from './remark.js';

export interface DemoOptions {
  /** Of the gateway. */
  readonly url: string;
  /** RPC of the dev chain. */
  readonly endpoint: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const INDEXED_WITHIN_MS = 60_000;
const POLL_MS = 200;

/** Pays an order on the dev chain, from Alice to Bob, and shows each step until the gateway has it. */
export async function demoPayment({ url, endpoint, say, signal }: DemoOptions): Promise<void> {
  const { title, token } = await askChain(url);
  const api = await connectApi(endpoint);
  try {
    const transfer = api.tx['balances']?.['transferKeepAlive'];
    const batchAll = api.tx['utility']?.['batchAll'];
    if (!transfer || !batchAll) {
      throw new ChaintillError(
        'DEMO_RUNTIME',
        `${title} has no balances.transferKeepAlive or no utility.batchAll`,
      );
    }
    const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 ?? 42 });
    const alice = keyring.addFromUri(ALICE.uri);
    const bob = keyring.encodeAddress(BOB.publicKey);
    // One and a half tokens.
    const price = String((15n * 10n ** BigInt(token.decimals)) / 10n);
    const { call, reference, shown } = remarkCall(api, Date.now(), 'one coffee');
    const order: Order = { orderId: reference, toId: bob, price };
    const before = await askStatus(url, order);

    say('');
    say(`  Bob sells a coffee on ${title}: order ${reference}, ${before.expected.formatted}, to ${bob}`);
    say(`  so far       ${describe(before)}`);
    say('');
    say(`  Alice pays   utility.batchAll([`);
    say(`                 balances.transferKeepAlive(${bob}, ${price}),`);
    say(`                 ${shown},`);
    say(`               ])`);
    const sentAt = performance.now();
    const since = (): string => `${((performance.now() - sentAt) / 1000).toFixed(1)} s`;
    const { extrinsicHash, blockHash } = await pay(
      api,
      alice,
      batchAll([transfer(bob, price), call]),
      (paid) => {
        say(`  extrinsic    ${paid.extrinsicHash}`);
        say(`  in a block   ${paid.blockHash} (${since()})`);
      },
      signal,
    );
    const { number } = await api.rpc.chain.getHeader(blockHash);
    say(`  finalized    block ${number.toString()} (${since()})`);
    const status = await untilSeen(url, order, signal);
    say(`  indexed      up to block ${status.indexedHeight} (${since()})`);
    for (const found of await askTransfers(url, order, extrinsicHash)) {
      say(
        `  tagged       transfer ${found.id} in block ${found.blockNumber}, ${found.timestamp ?? 'no time'}`,
      );
      say(`                 ${found.formatted} from ${found.fromId} to ${found.toId}`);
      say(
        `                 reference ${found.reference ?? 'none'}, ${found.pairing}, by ${found.callPath ?? 'no call'}`,
      );
    }
    say(`  answer       ${describe(status)}`);
  } finally {
    await api.disconnect();
  }
}

function describe({ status, received, expected }: OrderStatus): string {
  return `paymentStatus: ${status}, received ${received.formatted} of ${expected.formatted}`;
}

async function untilSeen(url: string, order: Order, signal: AbortSignal): Promise<OrderStatus> {
  for (const deadline = performance.now() + INDEXED_WITHIN_MS; performance.now() < deadline;) {
    const status = await askStatus(url, order);
    if (status.status !== 'NONE') return status;
    await sleep(POLL_MS, undefined, { signal });
  }
  throw new ChaintillError(
    'DEMO_NOT_INDEXED',
    `the payment is finalized, but the gateway has not seen it after ${INDEXED_WITHIN_MS / 1000} s. See ${url}/health and the log.`,
  );
}
