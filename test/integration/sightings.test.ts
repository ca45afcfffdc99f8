/** What the store keeps of payments in best blocks, on real Postgres. */
import {
  recordSightings,
  passSightings,
  readSightings,
  readWatcherWork,
  retractOffBranch,
} from '../../src/store/till/sightings.js';
import type { SeenTransfer, SightedPayment } from '../../src/store/till/sightings.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { account, BOB } from '../fixture-chain/scenario/accounts.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createTestMerchant, openTestTill } from '../support/till.js';
import { insertOrder } from './watcher/orders.js';

const SHOP = account('shop');
const TILL_2 = account('second till');
const DEPOSIT = account('deposit');
const RIVAL = account('rival');

let database: TestDatabase;
let till: TillDatabase;
let merchantId: string;
let rivalId: string;

beforeEach(async () => {
  database = await createTestDatabase('sightings');
  till = await openTestTill(database.url);
  ({ merchantId } = await createTestMerchant(till, { accounts: [SHOP, TILL_2] }));
  ({ merchantId: rivalId } = await createTestMerchant(till, { accounts: [RIVAL] }));
});
afterEach(async () => {
  await till.destroy();
  await database.drop();
});

const hash = (height: number, branch = 'a') => `0x${branch.repeat(2)}${String(height).padStart(62, '0')}`;

function transfer(given: Partial<SeenTransfer> = {}): SeenTransfer {
  const { blockNumber = 10 } = given;
  return {
    blockHash: hash(blockNumber),
    blockNumber,
    eventIndex: 3,
    extrinsicHash: '0xe1',
    blockTime: '2026-01-01T00:00:06.000Z',
    from: BOB,
    to: SHOP,
    asset: null,
    value: 400n,
    reference: 'A-1',
    ...given,
  };
}

const ids = (sighted: readonly SightedPayment[]) => sighted.map(({ transferId }) => transferId);

/** What the settler copies when it takes a transfer up. */
async function settle(seen: SeenTransfer, orderId: string): Promise<void> {
  await till
    .insertInto('payments')
    .values({
      transferId: `${seen.blockNumber}-${seen.eventIndex}`,
      blockNumber: seen.blockNumber,
      eventIndex: seen.eventIndex,
      blockHash: seen.blockHash,
      fromAccount: seen.from,
      toAccount: seen.to,
      value: seen.value,
      pairing: 'paired',
      merchantId,
      orderId,
      use: 'counted',
      appliedHeight: seen.blockNumber,
    })
    .execute();
}

describe('recording', () => {
  it('keeps a payment with the order whose payee and reference it names, and tells of it once', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    await insertOrder(till, { merchantId, payee: TILL_2, reference: 'A-1', orderId: 'other' });
    const seen = transfer({ value: 0x1_0000_0000_0000_0001n });
    const expected = { ...seen, transferId: '10-3', orderId, merchantId, returned: false };
    expect(await recordSightings(till, [seen])).toEqual([expected]);
    expect(await recordSightings(till, [seen])).toEqual([]);
    expect(await readSightings(till, [orderId], 9)).toEqual([expected]);
  });

  it('keeps a payment to a deposit address whatever it says, and in any asset', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: DEPOSIT, owner: SHOP, mode: 'address' });
    const sighted = await recordSightings(till, [
      transfer({ to: DEPOSIT, reference: null }),
      transfer({ to: DEPOSIT, reference: 'stray', eventIndex: 4, asset: '7' }),
    ]);
    expect(sighted.map((one) => [one.orderId, one.eventIndex, one.asset, one.reference])).toEqual([
      [orderId, 3, null, null],
      [orderId, 4, '7', null],
    ]);
  });

  it.each<[string, Partial<SeenTransfer>]>([
    ['no reference', { reference: null }],
    ['an unknown reference', { reference: 'A-2' }],
    ['the reference in other case', { reference: 'a-1' }],
    ['another payee', { to: RIVAL }],
    ['dust', { value: 9n }],
    ['the payee itself as payer', { from: SHOP }],
    ['another account of the merchant as payer', { from: TILL_2 }],
    ['a deposit address of the merchant as payer', { from: DEPOSIT }],
  ])('leaves out %s', async (_, given) => {
    await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1', dust: '10' });
    await insertOrder(till, { merchantId, payee: DEPOSIT, owner: SHOP, mode: 'address' });
    expect(await recordSightings(till, [transfer(given)])).toEqual([]);
  });

  it.each(['settled', 'expired', 'canceled', 'invalid'] as const)(
    'leaves out an order that is %s',
    async (status) => {
      await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1', status });
      expect(await recordSightings(till, [transfer()])).toEqual([]);
    },
  );

  it('leaves out an order whose merchant does not have the account any more', async () => {
    await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    await till.updateTable('accounts').set({ toHeight: 10 }).where('account', '=', SHOP).execute();
    expect(await recordSightings(till, [transfer({ blockNumber: 10 })])).toEqual([]);
    expect(ids(await recordSightings(till, [transfer({ blockNumber: 9 })]))).toEqual(['9-3']);
  });

  it('gives each merchant its own', async () => {
    const mine = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    const theirs = await insertOrder(till, { merchantId: rivalId, payee: RIVAL, reference: 'A-1' });
    const sighted = await recordSightings(till, [transfer(), transfer({ to: RIVAL, eventIndex: 4 })]);
    expect(sighted.map((one) => [one.merchantId, one.orderId])).toEqual([
      [merchantId, mine],
      [rivalId, theirs],
    ]);
    expect((await readSightings(till, [theirs], 0)).map(({ eventIndex }) => eventIndex)).toEqual([4]);
  });
});

describe('retracting', () => {
  it('takes back what is not on the branch, once, and gives it again when its block returns', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    const [on, off] = [transfer({ blockNumber: 10 }), transfer({ blockNumber: 11 })];
    await recordSightings(till, [on, off]);
    const branch = { above: 9, upTo: null, hashes: [hash(10), hash(11, 'b')] };
    expect(await retractOffBranch(till, branch)).toEqual([
      { ...off, transferId: '11-3', orderId, merchantId, returned: false },
    ]);
    expect(await retractOffBranch(till, branch)).toEqual([]);
    expect(ids(await readSightings(till, [orderId], 0))).toEqual(['10-3']);

    expect(await recordSightings(till, [off])).toMatchObject([{ transferId: '11-3', returned: true }]);
    expect(ids(await readSightings(till, [orderId], 0))).toEqual(['10-3', '11-3']);
  });

  it('leaves alone what the branch says nothing of', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    await recordSightings(till, [transfer({ blockNumber: 10 }), transfer({ blockNumber: 15 })]);
    expect(await retractOffBranch(till, { above: 10, upTo: 14, hashes: [hash(11, 'b')] })).toEqual([]);
    expect(ids(await readSightings(till, [orderId], 0))).toEqual(['10-3', '15-3']);
  });
});

describe('the settled height', () => {
  it('ends sightings: those that became payments are gone, the others are retracted', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    const [paid, lost, later] = [
      transfer({ blockNumber: 10 }),
      transfer({ blockNumber: 11 }),
      transfer({ blockNumber: 12 }),
    ];
    await recordSightings(till, [paid, lost, later]);
    await settle(paid, orderId);
    await settle({ ...lost, blockHash: hash(11, 'b') }, orderId);
    expect(ids(await passSightings(till, 11))).toEqual(['11-3']);
    expect(ids(await passSightings(till, 11))).toEqual([]);
    const kept = await till
      .selectFrom('sightings')
      .select(['blockNumber', 'retractedAt'])
      .orderBy('blockNumber')
      .execute();
    expect(kept.map(({ blockNumber, retractedAt }) => [blockNumber, retractedAt !== null])).toEqual([
      [11, true],
      [12, false],
    ]);
    expect(ids(await readSightings(till, [orderId], 11))).toEqual(['12-3']);
  });

  it.each([{ appliedHeight: null }, { setAside: 'folding failed' }])(
    'says nothing of an order that settlement has not taken: %j',
    async (given) => {
      await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1', ...given });
      await recordSightings(till, [transfer()]);
      expect(await passSightings(till, 10)).toEqual([]);
      expect((await readWatcherWork(till)).sightings).toBe(true);
    },
  );

  it('hides what it has reached, also before it is passed', async () => {
    const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
    await recordSightings(till, [transfer({ blockNumber: 10 })]);
    expect(await readSightings(till, [orderId], 10)).toEqual([]);
    expect(ids(await readSightings(till, [orderId], 9))).toEqual(['10-3']);
  });
});

it('there is work while an order is open, or a sighting is not ended', async () => {
  expect(await readWatcherWork(till)).toEqual({
    openOrders: false,
    sightings: false,
    settledHeight: null,
    commands: '0',
  });
  const orderId = await insertOrder(till, { merchantId, payee: SHOP, reference: 'A-1' });
  await till.updateTable('instance').set({ settledHeight: 7 }).execute();
  await recordSightings(till, [transfer()]);
  expect(await readWatcherWork(till)).toMatchObject({ openOrders: true, sightings: true, settledHeight: 7 });
  await till.updateTable('orders').set({ status: 'settled' }).where('id', '=', orderId).execute();
  await retractOffBranch(till, { above: 0, upTo: null, hashes: [] });
  expect(await readWatcherWork(till)).toMatchObject({
    openOrders: false,
    sightings: false,
    settledHeight: 7,
  });
});
