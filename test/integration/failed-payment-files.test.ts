/** Payments and failed payments as files, and the failed payments of one order by REST. */
import { parseAccount } from '../../src/domain/account.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { insertCompanySpans } from '../support/company-flows.js';
import { parseCsv } from '../support/csv.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrderFailures } from '../support/order-failures.js';
import { insertOrders, insertPayments, type StoredOrder } from '../support/till-rows.js';
import { createTestKey, createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

const HEIGHT = 9_000;
/** More than two pages. */
const MANY = 2_100;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let theirs: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: HEIGHT }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  theirs = await createTestMerchant(till, { accounts: [CHARLIE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: HEIGHT + 2 } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  await index.client.query(
    'truncate till.orders cascade; truncate chain.failed_payments; truncate chain.company_addresses',
  );
});

async function insertOrder(orderId: string, owner = mine): Promise<StoredOrder> {
  const minute = Number(/\d+$/.exec(orderId)?.[0] ?? 0);
  const createdAt = new Date(Date.UTC(2026, 5, 1, 0, minute));
  const [order] = await insertOrders(till, [{ merchantId: owner.merchantId, orderId, createdAt }]);
  if (!order) throw new Error('no order');
  return order;
}

const get = (path: string, key: string | null = mine.readKey): Promise<Response> =>
  fetch(gateway.url + path, { headers: key === null ? {} : { authorization: `Bearer ${key}` } });

async function json<T>(path: string, key?: string): Promise<T> {
  const response = await get(path, key);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

/** The lines of a file as objects by the names in its first line. */
async function lines(path: string, key?: string | null): Promise<readonly Record<string, string>[]> {
  const response = await get(path, key);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
  const [names = [], ...rows] = parseCsv(await response.text());
  return rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? ''])));
}

describe('failed payments of an order', () => {
  it('are the objects of the GraphQL API, in chain order and page by page', async () => {
    const order = await insertOrder('A-1');
    await insertOrderFailures(till, order, [
      { blockNumber: 302 },
      { blockNumber: 301, ordinal: 4, fromAccount: null, signer: null, value: null, fee: null },
    ]);
    const path = '/v1/orders/A-1/failed-payments';
    const { data, nextCursor } = await json<{ data: object[]; nextCursor: string }>(`${path}?limit=1`);
    const rest = await json<{ data: object[]; nextCursor: null }>(`${path}?after=${nextCursor}`);
    expect(rest.nextCursor).toBeNull();
    const { order: asked } = await gateway.query<{ order: { failedPayments: { nodes: object[] } } }>(
      `{ order(orderId: "A-1") { failedPayments { nodes { id payer payee signer asset value formatted reference how outcome
         error { pallet name documentation } fee { value formatted } blockId blockNumber timestamp extrinsicIndex
         extrinsicHash callPath } } } }`,
      {},
      mine.readKey,
    );
    expect([...data, ...rest.data]).toEqual(asked.failedPayments.nodes);
    expect(data).toMatchObject([{ id: '301-4', payer: null, value: null }]);
  });

  it('are nobody else’s', async () => {
    await insertOrderFailures(till, await insertOrder('A-1', theirs), [{}]);
    expect((await get('/v1/orders/A-1/failed-payments')).status).toBe(404);
  });
});

describe('the file of a merchant’s failed payments', () => {
  it('has each with its order and why, order by order', async () => {
    const second = await insertOrder('A-2');
    const first = await insertOrder('A-1');
    await insertOrder('A-3');
    await insertOrderFailures(till, second, [{ blockNumber: 301, errorDocs: '=SUM(A1)' }]);
    await insertOrderFailures(till, first, [
      { blockNumber: 305, ordinal: 1, how: 'interrupted', outcome: 'skipped' },
    ]);
    await insertOrderFailures(till, await insertOrder('theirs-1', theirs), [{ blockNumber: 302 }]);
    const file = await lines('/v1/failed-payments.csv');
    expect(file).toMatchObject([
      {
        id: '305-1',
        orderId: 'A-1',
        payer: BOB,
        payee: ALICE,
        value: '5000000000000',
        formatted: '5 LLD',
        how: 'interrupted',
        outcome: 'SKIPPED',
        errorPallet: 'Balances',
        errorName: 'InsufficientBalance',
        fee: '12500000000',
      },
      { id: '301-0', orderId: 'A-2', errorDocumentation: "'=SUM(A1)" },
    ]);
    expect(file).toHaveLength(2);
    const [attempt] = await json<Record<string, unknown>[]>('/v1/failed-payments.json?orderId=A-2');
    expect(attempt).toMatchObject({ orderId: 'A-2', id: '301-0', error: { documentation: '=SUM(A1)' } });
    expect(await json('/v1/failed-payments.json?status=EXPIRED')).toEqual([]);
  });

  it('has all of them once, however many an order has', async () => {
    const failures = Array.from({ length: MANY }, (_, i) => ({
      blockNumber: 300 + Math.floor(i / 7),
      ordinal: i,
    }));
    await insertOrderFailures(till, await insertOrder('A-1'), [{ blockNumber: 299, ordinal: 0 }]);
    await insertOrderFailures(till, await insertOrder('A-2'), failures);
    await insertOrderFailures(till, await insertOrder('A-3'), [{ blockNumber: 298, ordinal: 0 }]);
    const found = (await lines('/v1/failed-payments.csv')).map(({ id, orderId }) => `${orderId} ${id}`);
    expect(found).toEqual([
      'A-1 299-0',
      ...failures.map(({ blockNumber, ordinal }) => `A-2 ${blockNumber}-${ordinal}`),
      'A-3 298-0',
    ]);
  });
});

describe('the file of a merchant’s payments', () => {
  it('has all that came and went, with what its order is called, in chain order', async () => {
    const order = await insertOrder('A-1');
    const { merchantId } = mine;
    await insertPayments(till, [
      { merchantId, orderId: order.id, use: 'counted', blockNumber: 400, reference: 'A-1' },
      {
        merchantId,
        use: 'unmatched',
        inbox: 'waiting',
        reason: 'noReference',
        blockNumber: 390,
        eventIndex: 7,
      },
      { merchantId: theirs.merchantId, use: 'unmatched', inbox: 'waiting', blockNumber: 391 },
      ...Array.from({ length: MANY }, (_, i) => ({
        merchantId,
        use: 'internal' as const,
        blockNumber: 500 + i,
      })),
      { merchantId, use: 'internal', blockNumber: HEIGHT + 1 },
    ]);
    const file = await lines('/v1/payments.csv');
    expect(file.slice(0, 2)).toMatchObject([
      {
        id: '390-7',
        orderId: '',
        use: 'UNMATCHED',
        inbox: 'WAITING',
        from: BOB,
        to: ALICE,
        formatted: '1 LLD',
      },
      { id: '400-0', orderId: 'A-1', use: 'COUNTED', value: '1000000000000', reference: 'A-1' },
    ]);
    expect(file.slice(2).map(({ id }) => id)).toEqual(Array.from({ length: MANY }, (_, i) => `${500 + i}-0`));
    const all = await json<{ orderId: string; merchantOrderId: string }[]>('/v1/payments.json');
    expect(all).toHaveLength(2 + MANY);
    expect(all[1]).toMatchObject({ orderId: order.id, merchantOrderId: 'A-1' });
  });
});

describe('the file of a company’s failed payments', () => {
  it('has those of its accounts, for the blocks in which they were its own, without a key', async () => {
    const spans = [
      {
        companyId: '0-1',
        accountId: parseAccount(ALICE),
        role: 'payment' as const,
        fromBlock: 50,
        untilBlock: 60 + MANY,
      },
    ];
    await insertCompanySpans(index.client, spans);
    await insertFailedPayments(
      index.client,
      Array.from({ length: MANY + 20 }, (_, i) => ({
        blockNumber: 45 + i,
        from: BOB,
        to: ALICE,
        how: 'proxy',
        outcome: 'failed',
        value: 1_500_000_000_000n,
      })),
    );
    const file = await lines('/v1/companies/1/failed-payments.csv', null);
    expect(file.map(({ blockNumber }) => Number(blockNumber))).toEqual(
      Array.from({ length: MANY + 10 }, (_, i) => 50 + i),
    );
    expect(file[0]).toMatchObject({
      direction: 'IN',
      account: ALICE,
      counterparty: BOB,
      value: '1500000000000',
      amount: '1.5',
      how: 'proxy',
      outcome: 'failed',
      errorPallet: 'Balances',
      errorName: 'InsufficientBalance',
      errorDocumentation: 'Balance too low to send value.',
    });
    const page = await json<{ data: object[] }>('/v1/companies/1/failed-payments?order=oldest&toBlock=51');
    expect(await json('/v1/companies/1/failed-payments.json?toBlock=51')).toEqual(page.data);
    expect((await get('/v1/companies/77/failed-payments.csv')).status).toBe(404);
  });
});

it.each(['/v1/payments.csv', '/v1/failed-payments.csv', '/v1/payments.json', '/v1/failed-payments.json'])(
  '%s is refused to whoever may not read orders, and with parameters that it does not know',
  async (path) => {
    const blind = await createTestKey(till, {
      merchantId: mine.merchantId,
      kind: 'read',
      scopes: ['accounts:read'],
    });
    expect((await get(path, null)).status).toBe(401);
    expect((await get(path, blind)).status).toBe(403);
    expect((await get(`${path}?nothing=1`)).status).toBe(400);
  },
);
