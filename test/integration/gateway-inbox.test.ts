/** The inbox with its suggestions, and the orders of transfers. */
import { bytesToHex } from '../../src/domain/hex.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrders, insertPayments, type GivenPayment } from '../support/till-rows.js';
import {
  createTestKey,
  createTestMerchant,
  createTestOperator,
  openTestTill,
  type TestMerchant,
} from '../support/till.js';

const LLD = 10n ** 12n;
const EVE = `0x${'ee'.repeat(32)}`;
const DEPOSIT = `0x${'ad'.repeat(32)}`;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let others: TestMerchant;

beforeEach(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  others = await createTestMerchant(till, { accounts: [CHARLIE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: 410 } });
});
afterEach(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

const text = (remark: string): string => bytesToHex(Buffer.from(remark));

interface Inbox {
  unmatched: {
    totalCount: number;
    nodes: {
      id: string;
      suggestedOrders: { order: { orderId: string }; reasons: string[] }[];
      order: { orderId: string } | null;
    }[];
  };
}

describe('the inbox', () => {
  async function waiting(given: Partial<GivenPayment>): Promise<void> {
    await insertPayments(till, [{ merchantId: mine.merchantId, inbox: 'waiting', ...given }]);
  }

  async function suggested(): Promise<string[]> {
    const { unmatched } = await gateway.query<Inbox>(
      '{ unmatched { nodes { suggestedOrders { order { orderId } reasons } } } }',
      {},
      mine.readKey,
    );
    return (unmatched.nodes[0]?.suggestedOrders ?? []).map(
      ({ order, reasons }) => `${order.orderId}: ${reasons.join(' ')}`,
    );
  }

  it('has what waits for a decision, newest first, and nothing of another merchant', async () => {
    const { merchantId } = mine;
    await insertPayments(till, [
      { merchantId, blockNumber: 10, inbox: 'waiting' },
      { merchantId, blockNumber: 12, inbox: 'refunding', reference: 'typo', remark: text('order:typo') },
      { merchantId, blockNumber: 11, use: 'counted' },
      { merchantId, blockNumber: 13, resolved: 'dismissed' },
      { merchantId: others.merchantId, blockNumber: 14, toAccount: CHARLIE, inbox: 'waiting' },
    ]);
    const query = `query ($filter: PaymentFilter) { unmatched(filter: $filter) {
      totalCount nodes { id inbox remarkText reference use fromId toId suggestedOrders { reasons } } } }`;
    expect(await gateway.query(query, {}, mine.readKey)).toEqual({
      unmatched: {
        totalCount: 2,
        nodes: [
          {
            id: '12-0',
            inbox: 'REFUNDING',
            remarkText: 'order:typo',
            reference: 'typo',
            use: 'UNMATCHED',
            fromId: BOB,
            toId: ALICE,
            suggestedOrders: [],
          },
          expect.objectContaining({ id: '10-0', inbox: 'WAITING' }),
        ],
      },
    });
    const filters = [
      { id: { equalTo: '10-0' } },
      { reference: { isNull: true } },
      { fromId: { equalTo: BOB }, blockNumber: { lessThan: 11 } },
      { use: { equalTo: 'UNMATCHED' }, toId: { equalTo: ALICE_PREFIX_0 }, not: { id: { equalTo: '12-0' } } },
    ];
    for (const filter of filters) {
      expect(await gateway.query(query, { filter }, mine.readKey)).toMatchObject({
        unmatched: { totalCount: 1, nodes: [{ id: '10-0' }] },
      });
    }
    const wide = { or: [{ id: { isNull: false } }, { toId: { equalTo: ALICE } }] };
    expect(await gateway.query(query, { filter: wide }, others.readKey)).toMatchObject({
      unmatched: { totalCount: 1, nodes: [{ id: '14-0' }] },
    });
  });

  it('suggests by every reason, and only orders that can take the money', async () => {
    const { merchantId } = mine;
    const [, , , paidBefore] = await insertOrders(till, [
      { merchantId, orderId: 'INV-1001' },
      { merchantId, orderId: 'same-amount', amount: String(3n * LLD) },
      { merchantId, orderId: 'in-the-text' },
      { merchantId, orderId: 'paid-before', received: String(LLD) },
      { merchantId, orderId: 'inv-1OO1', status: 'settled', amount: String(3n * LLD) },
      { merchantId, orderId: 'inv-1002', status: 'canceled' },
      { merchantId, orderId: 'inv-1003', asset: '1', amount: String(3n * LLD) },
      { merchantId, orderId: 'inv-1004', setAside: 'broken' },
      { merchantId: others.merchantId, orderId: 'inv-1005', owner: CHARLIE },
      { merchantId, orderId: 'unlike', amount: '1' },
    ]);
    await insertPayments(till, [
      { merchantId, fromAccount: EVE, blockNumber: 5, orderId: paidBefore?.id ?? null, use: 'counted' },
    ]);
    await waiting({
      fromAccount: EVE,
      value: String(3n * LLD),
      reference: 'inv-1001',
      remark: text('for in-the-text, thanks'),
    });
    expect(await suggested()).toEqual([
      'INV-1001: REFERENCE',
      'in-the-text: REMARK',
      'same-amount: AMOUNT',
      'paid-before: SENDER',
    ]);
  });

  it('first suggests the order that late money is held for', async () => {
    const { merchantId } = mine;
    const [late] = await insertOrders(till, [
      { merchantId, orderId: 'late', status: 'expired' },
      { merchantId, orderId: 'other' },
    ]);
    await waiting({ orderId: late?.id ?? null, use: 'held', reason: 'late', value: String(5n * LLD) });
    expect(await suggested()).toEqual(['late: REFERENCE AMOUNT', 'other: AMOUNT']);
  });

  it('finds an old order among many by its amount and by its name', async () => {
    const { merchantId } = mine;
    const createdAt = new Date('2020-01-01');
    await insertOrders(till, [
      { merchantId, orderId: 'old-amount', amount: '1234', createdAt },
      { merchantId, orderId: 'old-name', createdAt },
      ...Array.from({ length: 400 }, () => ({ merchantId })),
    ]);
    await waiting({ value: '1234', remark: text('this is for old-name') });
    expect(await suggested()).toEqual(['old-name: REMARK', 'old-amount: AMOUNT']);
  });

  it('asks for no more than an operation may cost', async () => {
    await insertPayments(
      till,
      Array.from({ length: 300 }, (_, i) => ({
        merchantId: mine.merchantId,
        eventIndex: i,
        inbox: 'waiting' as const,
      })),
    );
    const { errors } = await gateway.ask(
      '{ unmatched(first: 300) { nodes { suggestedOrders { reasons } } } }',
      {},
      '/graphql',
      mine.readKey,
    );
    expect(errors?.[0]?.message).toContain('more than 5000 rows');
  });
});

describe('the order of a transfer', () => {
  const QUERY = `query ($filter: TransferFilter) { transfers(filter: $filter, orderBy: BLOCK_NUMBER_ASC) {
    totalCount nodes { id order { orderId } } } }`;
  interface Transfers {
    transfers: { totalCount: number; nodes: { id: string; order: { orderId: string } | null }[] };
  }
  async function transfers(key?: string, filter: object = {}): Promise<Record<string, string | null>> {
    const { transfers: list } = await gateway.query<Transfers>(QUERY, { filter }, key);
    expect(list.totalCount).toBe(list.nodes.length);
    return Object.fromEntries(list.nodes.map(({ id, order }) => [id, order?.orderId ?? null]));
  }

  beforeEach(async () => {
    const { merchantId } = mine;
    const [a, , assigned] = await insertOrders(till, [
      { merchantId, orderId: 'A-1' },
      { merchantId, orderId: 'dep', mode: 'address', payee: DEPOSIT },
      { merchantId, orderId: 'assigned' },
      { merchantId: others.merchantId, orderId: 'A-1', owner: CHARLIE },
    ]);
    await index.insertTransfers([
      { blockNumber: 1, fromId: BOB, toId: ALICE, reference: 'A-1' },
      { blockNumber: 2, fromId: BOB, toId: ALICE, reference: 'a-1' },
      { blockNumber: 3, fromId: BOB, toId: CHARLIE, reference: 'A-1' },
      { blockNumber: 4, fromId: BOB, toId: DEPOSIT, reference: 'A-1' },
      { blockNumber: 5, fromId: BOB, toId: ALICE },
      { blockNumber: 6, fromId: BOB, toId: EVE, reference: 'A-1' },
      { blockNumber: 7, fromId: ALICE, toId: ALICE },
      { blockNumber: 8, fromId: ALICE, toId: BOB },
    ]);
    await index.insertAssetTransfers([{ blockNumber: 9, fromId: BOB, toId: ALICE, reference: 'A-1' }]);
    await insertPayments(till, [
      { merchantId, blockNumber: 1, orderId: a?.id ?? null, use: 'counted', reference: 'A-1' },
      { merchantId, blockNumber: 2, reference: 'a-1', inbox: 'waiting' },
      { merchantId: others.merchantId, blockNumber: 3, toAccount: CHARLIE, inbox: 'waiting' },
      { merchantId, blockNumber: 5, orderId: assigned?.id ?? null, use: 'counted', resolved: 'assigned' },
      { merchantId, blockNumber: 7, fromAccount: ALICE, use: 'internal' },
      {
        merchantId,
        blockNumber: 8,
        fromAccount: ALICE,
        toAccount: BOB,
        use: 'refund',
        orderId: a?.id ?? null,
      },
    ]);
  });

  it('is the one it is used for, or whose key it has, and only its merchant sees it', async () => {
    const nothing = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((block) => [`${block}-0`, null]));
    expect(await transfers(mine.readKey)).toEqual({
      ...nothing,
      '1-0': 'A-1',
      '4-0': 'dep',
      '5-0': 'assigned',
    });
    expect(await transfers(others.readKey)).toEqual({ ...nothing, '3-0': 'A-1' });
    const unscoped = await createTestKey(till, {
      merchantId: mine.merchantId,
      kind: 'secret',
      scopes: ['keys:write'],
    });
    for (const key of [undefined, await createTestOperator(till), unscoped]) {
      expect(await transfers(key)).toEqual(nothing);
    }
    const single = `{ assetTransfer(id: "9-0") { order { orderId asset } } transfer(id: "1-0") { order { orderId } } }`;
    expect(await gateway.query(single, {}, mine.readKey)).toEqual({
      assetTransfer: { order: { orderId: 'A-1', asset: null } },
      transfer: { order: { orderId: 'A-1' } },
    });
    expect(await gateway.query(single)).toEqual({
      assetTransfer: { order: null },
      transfer: { order: null },
    });
  });

  it('can be asked for by `matched`, of one’s own alone', async () => {
    const keys = async (key: string, filter: object): Promise<string[]> =>
      Object.keys(await transfers(key, filter));
    expect(await keys(mine.readKey, { matched: true })).toEqual(['1-0', '5-0']);
    expect(await keys(mine.readKey, { matched: false })).toEqual(['2-0']);
    expect(await keys(mine.readKey, { matched: true, blockNumber: { greaterThan: 1 } })).toEqual(['5-0']);
    expect(await keys(mine.readKey, { or: [{ matched: false }, { blockNumber: { equalTo: 6 } }] })).toEqual([
      '2-0',
      '6-0',
    ]);
    expect(await keys(others.readKey, { matched: true })).toEqual([]);
    expect(await keys(others.readKey, { matched: false })).toEqual(['3-0']);
  });

  it.each([true, false])('`matched: %s` is refused without a key', async (matched) => {
    for (const list of ['transfers', 'assetTransfers']) {
      const query = `{ ${list}(filter: { or: [{ matched: ${matched} }] }) { nodes { id } } }`;
      expect((await gateway.ask(query)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      const operator = await createTestOperator(till);
      const { errors } = await gateway.ask(query, {}, '/graphql', operator);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
