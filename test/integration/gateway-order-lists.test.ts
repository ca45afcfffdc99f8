/** Lists of orders against a model that knows no SQL. */
import fc from 'fast-check';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrders, type GivenOrder, type StoredOrder } from '../support/till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let others: TestMerchant;
let orders: StoredOrder[];

const LLD = 10n ** 12n;
const flagSets = [[], ['late'], ['late', 'multiple'], ['manual'], ['wrongAsset']] as const;
const statuses = ['open', 'settled', 'expired', 'canceled', 'invalid'] as const;
const refundStates = ['none', 'none', 'pending', 'full'] as const;
const received = [0n, 2n, 5n, 7n].map((amount) => String(amount * LLD));

/** Every kind of value next to every other; some moments are shared. */
function variousOrders(merchantId: string, accounts: readonly [string, string]): GivenOrder[] {
  return Array.from({ length: 70 }, (_, i) => ({
    merchantId,
    orderId: `${merchantId.slice(0, 4)}-${(i * 37) % 71}`,
    owner: accounts[i % 2] ?? ALICE,
    status: statuses[i % 5] ?? 'open',
    received: received[i % 4] ?? '0',
    flags: [...(flagSets[i % 5] ?? [])],
    refundState: refundStates[i % 4] ?? 'none',
    asset: i % 3 === 0 ? '1' : null,
    amount: String((5n + BigInt(i % 2)) * LLD),
    createdAt: new Date(Date.UTC(2026, 5, 1, 0, 0, 0, Math.floor(i / 3))),
    expiryHeight: 1_000 + ((i * 13) % 40),
    settledHeight: i % 5 === 1 ? 500 + i : null,
  }));
}

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE, BOB] });
  others = await createTestMerchant(till, { accounts: [CHARLIE] });
  orders = await insertOrders(till, variousOrders(mine.merchantId, [ALICE, BOB]));
  await insertOrders(till, variousOrders(others.merchantId, [CHARLIE, CHARLIE]));
  gateway = await openTestGateway(index.database.url, { heads: { best: 500 } });
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface List {
  orders: {
    totalCount: number;
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

async function ids(filter: object, orderBy: string[] = []): Promise<string[]> {
  const { orders: list } = await gateway.query<List>(
    `query ($filter: OrderFilter, $orderBy: [OrdersOrderBy!]) {
       orders(filter: $filter, orderBy: $orderBy, first: 1000) { totalCount nodes { id } } }`,
    { filter, orderBy },
    mine.readKey,
  );
  expect(list.totalCount).toBe(list.nodes.length);
  return list.nodes.map(({ id }) => id);
}

describe('filters of orders', () => {
  it.each<[string, object, (order: StoredOrder) => boolean]>([
    ['nothing', {}, () => true],
    ['a status', { status: { equalTo: 'EXPIRED' } }, (o) => o.status === 'expired'],
    [
      'statuses',
      { status: { in: ['OPEN', 'CANCELED'] } },
      (o) => o.status === 'open' || o.status === 'canceled',
    ],
    ['not a status', { status: { notEqualTo: 'OPEN' } }, (o) => o.status !== 'open'],
    ['none of statuses', { status: { notIn: ['OPEN', 'SETTLED'] } }, (o) => !/open|settled/.test(o.status)],
    ['an amount state', { amountState: { equalTo: 'UNDER' } }, (o) => o.amountState === 'under'],
    ['amount states', { amountState: { in: ['NONE', 'OVER'] } }, (o) => /none|over/.test(o.amountState)],
    ['a refund state', { refundState: { equalTo: 'PENDING' } }, (o) => o.refundState === 'pending'],
    ['no refund', { refundState: { equalTo: 'NONE' } }, (o) => o.refundState === 'none'],
    ['a flag', { flags: { contains: ['LATE'] } }, (o) => o.flags.includes('late')],
    [
      'two flags',
      { flags: { contains: ['LATE', 'MULTIPLE'] } },
      (o) => o.flags.includes('late') && o.flags.includes('multiple'),
    ],
    [
      'any of flags',
      { flags: { overlaps: ['MANUAL', 'WRONG_ASSET'] } },
      (o) => o.flags.includes('manual') || o.flags.includes('wrongAsset'),
    ],
    ['no particular flag', { flags: { contains: [] } }, () => true],
    ['none of no flags', { flags: { overlaps: [] } }, () => false],
    ['not a flag', { not: { flags: { contains: ['LATE'] } } }, (o) => !o.flags.includes('late')],
    ['an account', { account: { equalTo: ALICE_PREFIX_0 } }, (o) => o.owner === ALICE_HEX],
    ['another account', { payee: { notEqualTo: ALICE } }, (o) => o.payee !== ALICE_HEX],
    ['the native token', { asset: { isNull: true } }, (o) => o.asset === null],
    ['an asset', { asset: { equalTo: 1 } }, (o) => o.asset === '1'],
    ['an amount', { amount: { equalTo: String(6n * LLD) } }, (o) => BigInt(o.amount) === 6n * LLD],
    ['received', { received: { greaterThan: String(2n * LLD) } }, (o) => BigInt(o.received) > 2n * LLD],
    [
      'a time',
      { createdAt: { greaterThanOrEqualTo: '2026-06-01T00:00:00.010Z' } },
      (o) => o.createdAt.getUTCMilliseconds() >= 10,
    ],
    [
      'a moment, exactly',
      { createdAt: { equalTo: '2026-06-01T02:00:00.010+02:00' } },
      (o) => o.createdAt.getUTCMilliseconds() === 10,
    ],
    ['a height', { expiryHeight: { lessThan: 1_010 } }, (o) => o.expiryHeight < 1_010],
    ['never settled', { settledHeight: { isNull: true } }, (o) => o.settledHeight === null],
    ['a mode', { mode: { equalTo: 'ADDRESS' } }, () => false],
    ['an orderId', { orderId: { endsWith: '-7' } }, (o) => o.orderId.endsWith('-7')],
    [
      'some of these',
      { or: [{ status: { equalTo: 'OPEN' } }, { flags: { contains: ['MANUAL'] } }] },
      (o) => o.status === 'open' || o.flags.includes('manual'),
    ],
    [
      'all of these',
      { status: { in: ['OPEN', 'SETTLED'] }, account: { equalTo: BOB }, amountState: { equalTo: 'NONE' } },
      (o) => /open|settled/.test(o.status) && o.owner !== ALICE_HEX && o.amountState === 'none',
    ],
  ])('%s', async (_what, filter, meets) => {
    const found = await ids(filter);
    expect(found.toSorted()).toEqual(
      orders
        .filter(meets)
        .map(({ id }) => id)
        .toSorted(),
    );
  });
});

type Column = 'createdAt' | 'orderId' | 'amount' | 'received' | 'expiryHeight' | 'settledHeight';

function compare(column: Column, a: StoredOrder, b: StoredOrder): number {
  const [x, y] = [a[column], b[column]];
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  if (column === 'amount' || column === 'received') return Number(BigInt(a[column]) - BigInt(b[column]));
  if (column === 'orderId') return Buffer.compare(Buffer.from(a.orderId), Buffer.from(b.orderId));
  return Number(x) - Number(y);
}

function sorted(by: readonly { column: Column; down: boolean }[]): string[] {
  const last = by.findLast(({ column }, i) => by.findIndex((other) => other.column === column) === i);
  const tail = last?.down === false ? 1 : -1;
  return orders
    .toSorted((a, b) => {
      for (const { column, down } of by) {
        const difference = compare(column, a, b);
        if (difference !== 0) return down ? -difference : difference;
      }
      return tail * (compare('createdAt', a, b) || (a.id < b.id ? -1 : 1));
    })
    .map(({ id }) => id);
}

describe('orders of the list', () => {
  const columns: Column[] = ['createdAt', 'amount', 'received', 'expiryHeight', 'settledHeight'];

  it('is newest first where none is given', async () => {
    expect(await ids({})).toEqual(sorted([]));
  });

  it('of any columns and directions is kept, and pages without loss from either end', async () => {
    const by = fc.record({ column: fc.constantFrom(...columns), down: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(by, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 7, max: 40 }),
        async (order, size) => {
          const orderBy = order.map(
            ({ column, down }) => `${column.replace(/[A-Z]/g, '_$&').toUpperCase()}_${down ? 'DESC' : 'ASC'}`,
          );
          const whole = sorted(order);
          expect(await ids({}, orderBy)).toEqual(whole);
          expect(await walk(orderBy, size, 'first')).toEqual(whole);
          expect(await walk(orderBy, size, 'last')).toEqual(whole);
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);

  it('skips rows with offset', async () => {
    const { orders: page } = await gateway.query<List>(
      '{ orders(first: 5, offset: 10) { nodes { id } pageInfo { hasPreviousPage hasNextPage } } }',
      {},
      mine.readKey,
    );
    expect(page.nodes.map(({ id }) => id)).toEqual(sorted([]).slice(10, 15));
    expect(page.pageInfo).toEqual({ hasPreviousPage: true, hasNextPage: true });
  });

  it.each([
    'eyJ4IjoxfQ',
    Buffer.from(JSON.stringify(['createdAt desc,id desc', '2026', 'x'])).toString('base64url'),
    Buffer.from(JSON.stringify(['createdAt desc,id desc', null, null])).toString('base64url'),
    Buffer.from(
      JSON.stringify(['createdAt desc,id desc', "'; --", '00000000-0000-0000-0000-000000000000']),
    ).toString('base64url'),
  ])('refuses the cursor %s', async (after) => {
    const { errors } = await gateway.ask(
      'query ($after: Cursor) { orders(after: $after) { nodes { id } } }',
      { after },
      '/graphql',
      mine.readKey,
    );
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

async function walk(orderBy: string[], size: number, from: 'first' | 'last'): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const answer: List = await gateway.query(
      `query ($orderBy: [OrdersOrderBy!], $size: Int, $cursor: Cursor) {
         orders(orderBy: $orderBy, ${from}: $size, ${from === 'first' ? 'after' : 'before'}: $cursor) {
           nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { orderBy, size, cursor },
      mine.readKey,
    );
    const page = answer.orders;
    const pageIds = page.nodes.map(({ id }) => id);
    if (from === 'first') found.push(...pageIds);
    else found.unshift(...pageIds);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    expect(from === 'first' ? hasPreviousPage : hasNextPage).toBe(cursor !== null);
    if (!(from === 'first' ? hasNextPage : hasPreviousPage)) return found;
    cursor = from === 'first' ? endCursor : startCursor;
  }
}

it('counts orders by status', async () => {
  const { orderCounts } = await gateway.query<{ orderCounts: object }>(
    '{ orderCounts { open settled expired canceled invalid total } }',
    {},
    mine.readKey,
  );
  expect(orderCounts).toEqual({
    open: 14,
    settled: 14,
    expired: 14,
    canceled: 14,
    invalid: 14,
    total: 70,
  });
});

describe('another merchant', () => {
  it('is told of none of it', async () => {
    const [first] = orders;
    const list = await gateway.query<List>('{ orders(first: 1000) { nodes { id } } }', {}, others.readKey);
    const seen = new Set(list.orders.nodes.map(({ id }) => id));
    expect(seen.size).toBe(70);
    expect(orders.some(({ id }) => seen.has(id))).toBe(false);
    const text =
      'query ($id: ID!, $orderId: String!) { orderById(id: $id) { id } order(orderId: $orderId) { id } }';
    expect(await gateway.query(text, { id: first?.id, orderId: first?.orderId }, others.secretKey)).toEqual({
      orderById: null,
      order: null,
    });
  });

  it.each([
    { or: [{ status: { equalTo: 'OPEN' } }, { account: { equalTo: ALICE } }] },
    { not: { account: { equalTo: CHARLIE } } },
    { or: [{ orderId: { isNull: false } }, { status: { in: ['OPEN', 'SETTLED', 'EXPIRED'] } }] },
  ])('cannot widen its list by the filter %j', async (filter) => {
    const { orders: list } = await gateway.query<List>(
      'query ($filter: OrderFilter) { orders(filter: $filter, first: 1000) { totalCount nodes { id } } }',
      { filter },
      others.readKey,
    );
    const own = await till
      .selectFrom('orders')
      .select('id')
      .where('merchantId', '=', others.merchantId)
      .execute();
    const ownIds = new Set(own.map(({ id }) => id));
    expect(list.nodes.every(({ id }) => ownIds.has(id))).toBe(true);
    expect(list.totalCount).toBe(list.nodes.length);
  });
});
