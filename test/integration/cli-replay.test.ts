/** `chaintill replay --check`, as a person types it: over a till with some of everything, and over that till damaged. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReplayCheck } from '../../src/settlement/replay/check.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { network } from '../support/network.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

const GENESIS = `0x${'5e'.repeat(32)}`;
const LAST = 2_400;
const folder = mkdtempSync(join(tmpdir(), 'chaintill-replay-'));
const profile = join(folder, 'replayed.json');

let world: TestSettlement;
let paid: string;
let expired: string;

beforeAll(async () => {
  writeFileSync(profile, JSON.stringify({ ...network, name: 'replayed', genesisHash: GENESIS }));
  world = await createTestSettlement();
  await world.till.updateTable('instance').set({ chainIdentity: GENESIS }).execute();
  const shop = await world.merchant(BOB);
  const order = (reference: string, windowFrom: number): Promise<string> =>
    world.order({ merchantId: shop, payee: BOB, reference, windowFrom, expiryHeight: windowFrom + 50 });

  await world.block(10);
  await world.settle();
  paid = await order('paid', 10);
  expired = await order('expired', 10);
  await insertFailedPayments(world.index.client, [{ blockNumber: 15, to: BOB, reference: 'paid' }]);
  await world.block(20, [payment(BOB, 1_000n, 'paid'), payment(BOB, 7n, null, { eventIndex: 1 })]);
  await world.settle();
  await world.block(1_200, [payment(BOB, 400n, 'expired')]);
  await world.settle();
  await world.command('assign', shop, paid, { transferId: '20-1' });
  const refundId = '6b1f1c4e-6f5e-4b6a-9d3e-0f5f5f5f5f5f';
  const reference = 'refund.6b1f1c4e';
  await world.command('refund', shop, null, {
    refundId,
    transferId: '1200-0',
    payer: BOB,
    destination: ALICE,
    amount: '400',
    reference,
  });
  await world.settle();
  await world.block(LAST, [payment(CHARLIE, 5n, null)]);
  await world.settle();
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function replay(args: string[] = [], databaseUrl = world.index.database.url): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATABASE_URL: databaseUrl, CHAINTILL_DATA: folder };
  const all = ['dist/cli/main.js', 'replay', '--check', '--network', profile, ...args];
  return new Promise((resolve) => {
    execFile('node', all, { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out: out.trim(), err }),
    );
  });
}

/** Runs statements that no trigger hears, the check, and what makes the damage good. */
async function damaged(damage: string, repair: string): Promise<Outcome & { result: ReplayCheck }> {
  const { client } = world.index;
  const run = (statements: string): Promise<unknown> =>
    client.query(
      `set session_replication_role = replica; ${statements}; set session_replication_role = default`,
    );
  await run(damage);
  try {
    const outcome = await replay(['--json']);
    return { ...outcome, result: JSON.parse(outcome.out) as ReplayCheck };
  } finally {
    await run(repair);
  }
}

it('a till that holds what the chain and the order log say is equal, in ranges of any size', async () => {
  const { code, out, err } = await replay();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    new RegExp(
      `^The till holds what the replay gives: 2 orders and 3 payments of blocks 0 to ${LAST}\\. State hash 0x[0-9a-f]{64}$`,
    ),
  );

  const json = JSON.parse((await replay(['--json', '--blocks', '7'])).out) as ReplayCheck;
  expect(json).toMatchObject({ orders: 2, payments: 3, different: 0, due: 0, setAside: 0 });
  expect(json.till).toBe(json.replay);
  expect(json.ranges.map(({ from, to }) => [from, to])).toEqual([
    [7, 13],
    [14, 20],
    [1_197, 1_203],
  ]);
}, 120_000);

describe('finds', () => {
  it("an order's status and sum that were changed, and names the range, the order and the fields", async () => {
    const { code, result } = await damaged(
      `update till.orders set status = 'settled', received = 1000 where id = '${expired}'`,
      `update till.orders set status = 'expired', received = 0 where id = '${expired}'`,
    );
    expect(code).toBe(1);
    expect(result.differences).toEqual([
      {
        kind: 'order',
        id: expired,
        till: { status: 'settled', received: '1000' },
        replay: { status: 'expired', received: '0' },
      },
    ]);
    const [first, second] = result.ranges;
    expect(first).toMatchObject({ from: 0, to: 999, different: 1 });
    expect(first?.till).not.toBe(first?.replay);
    expect(second?.till).toBe(second?.replay);
  }, 120_000);

  it('a payment that was changed, and one that is missing', async () => {
    const changed = await damaged(
      `update till.payments set value = 900 where transfer_id = '20-0'`,
      `update till.payments set value = 1000 where transfer_id = '20-0'`,
    );
    expect(changed.code).toBe(1);
    expect(changed.result.differences).toEqual([
      { kind: 'payment', id: '20-0', till: { value: '900' }, replay: { value: '1000' } },
    ]);
    const missing = await damaged(
      `create table kept as select * from till.payments where transfer_id = '20-0';
       delete from till.payments where transfer_id = '20-0'`,
      'insert into till.payments select * from kept; drop table kept',
    );
    expect(missing.code).toBe(1);
    expect(missing.result.differences).toMatchObject([{ kind: 'payment', id: '20-0', till: null }]);
  }, 120_000);

  it('an order that is settled without a transfer in the index', async () => {
    const { code, result } = await damaged(
      `create table kept as select * from chain.transfers where id = '20-0'; delete from chain.transfers where id = '20-0'`,
      'insert into chain.transfers select * from kept; drop table kept',
    );
    expect(code).toBe(1);
    expect(result.differences).toMatchObject([
      { kind: 'order', id: paid, till: { status: 'settled', received: '1007' }, replay: { received: '7' } },
      { kind: 'payment', id: '20-0', till: { use: 'counted' }, replay: null },
    ]);
  }, 120_000);

  it('a transfer to a registered account that settlement did not take', async () => {
    await world.index.insertTransfers([{ ...payment(BOB, 77n, null), blockNumber: 30 }]);
    const { code, result } = await damaged('select 1', `delete from chain.transfers where id = '30-0'`);
    expect(code).toBe(1);
    expect(result.differences).toMatchObject([
      {
        kind: 'payment',
        id: '30-0',
        till: null,
        replay: { use: 'unmatched', value: '77', inbox: 'waiting' },
      },
    ]);
  }, 120_000);

  it('an event that is lost, and a refund that is marked done', async () => {
    const { code, result } = await damaged(
      `create table kept as select * from till.events where order_id = '${paid}' and type = 'order.settled';
       delete from till.events where order_id = '${paid}' and type = 'order.settled';
       update till.refunds set status = 'done', paid = amount`,
      `insert into till.events select * from kept; drop table kept; update till.refunds set status = 'open', paid = 0`,
    );
    expect(code).toBe(1);
    const [order, refund] = result.differences;
    expect(order).toMatchObject({ kind: 'order', id: paid });
    expect(Object.keys(order?.till ?? {})).toEqual(['events']);
    expect(refund).toMatchObject({
      till: { status: 'done', paid: '400' },
      replay: { status: 'open', paid: '0' },
    });
  }, 120_000);
});

it('says which are due and were not expired yet, and that this is no answer', async () => {
  const { code, result } = await damaged(
    `create table kept as select * from till.events where order_id = '${expired}' and type = 'order.expired';
     delete from till.events where order_id = '${expired}' and type = 'order.expired';
     update till.orders set status = 'open', held = 0, flags = '{}', refund_state = 'none' where id = '${expired}';
     update till.instance set settled_height = 1100; delete from till.payments where block_number > 1100`,
    'select 1',
  );
  expect(code).toBe(2);
  expect(result).toMatchObject({ due: 1, different: 0 });
}, 120_000);

it.each<[string, string[], string | undefined]>([
  ['CONFIG', ['--blocks', '0'], undefined],
  ['TILL_OF_OTHER_CHAIN', ['--network', 'liberland'], undefined],
  ['NO_DATABASE', [], ''],
  ['DATABASE_UNAVAILABLE', [], 'postgres://nobody@127.0.0.1:1/none'],
])(
  'ends with 2 where it cannot be done: %s',
  async (code, args, databaseUrl) => {
    expect(await replay(args, databaseUrl)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(code) as string,
    });
  },
  120_000,
);

it('ends with 2 while the index is behind what was settled', async () => {
  await world.index.setMetadata({ lastProcessedHeight: 500 });
  expect(await replay()).toMatchObject({
    code: 2,
    err: expect.stringContaining('INDEX_NOT_READY') as string,
  });
}, 120_000);
