/** Orders by REST: the objects of the GraphQL API, in pages and as files. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { writeAudit } from '../../src/store/till/audit-log.js';
import { ALICE, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { parseCsv } from '../support/csv.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  insertEvents,
  insertOrders,
  insertPayments,
  insertSightings,
  type StoredOrder,
} from '../support/till-rows.js';
import {
  createTestKey,
  createTestMerchant,
  createTestOperator,
  openTestTill,
  TEST_ACTOR,
  type TestMerchant,
} from '../support/till.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let others: TestMerchant;
let orders: StoredOrder[];

/** More than two pages of an export. */
const MANY = 2_345;
const DANGEROUS = ['=1+1', '+1', '-1', '@SUM(A1)', "'=quoted", '"x",y', 'Grüße, 你好 🎉', '＝cmd|calc', ''];

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  others = await createTestMerchant(till, { accounts: [CHARLIE] });
  orders = await insertOrders(
    till,
    Array.from({ length: MANY }, (_, i) => ({
      merchantId: mine.merchantId,
      orderId: `o-${i}`,
      status: i % 3 === 0 ? ('settled' as const) : ('open' as const),
      flags: i % 7 === 0 ? ['late' as const] : [],
      description: DANGEROUS[i % DANGEROUS.length] ?? null,
      metadata: i % 2 === 0 ? JSON.stringify({ i, text: 'a\n"b"' }) : null,
      createdAt: new Date(Date.UTC(2026, 5, 1, 0, 0, 0, Math.floor(i / 4))),
    })),
  );
  await insertOrders(till, [
    { merchantId: others.merchantId, orderId: 'theirs', owner: CHARLIE },
    { merchantId: mine.merchantId, orderId: '🎉'.repeat(32), reference: 'party', owner: BOB },
    { merchantId: mine.merchantId, orderId: 'a/b?c d%', reference: 'odd', owner: BOB },
  ]);
  gateway = await openTestGateway(index.database.url, { heads: { best: 500 } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface Failure {
  error: { code: string; message: string; field?: string; requestId: string };
}

async function get(path: string, key: string | null = mine.readKey): Promise<Response> {
  return fetch(gateway.url + path, { headers: key === null ? {} : { authorization: `Bearer ${key}` } });
}

async function read<T>(path: string, key?: string): Promise<T> {
  const response = await get(path, key);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}

interface ShownOrder {
  id: string;
  orderId: string;
  status: string;
  description: string | null;
}
interface PageOf<T> {
  data: T[];
  nextCursor: string | null;
}

describe('GET /v1/orders/:orderId', () => {
  it('answers with the object of the GraphQL API', async () => {
    const [stored] = await insertOrders(till, [{ merchantId: mine.merchantId, orderId: 'both', owner: BOB }]);
    await insertSightings(till, [{ orderId: stored?.id ?? '', blockNumber: 499, value: '5000000000000' }]);
    const response = await get('/v1/orders/both');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const shown = (await response.json()) as Record<string, unknown>;
    expect(shown).toMatchObject({ status: 'PROCESSING', confirmations: 2, payee: BOB });
    const { __type } = await gateway.query<{ __type: { fields: { name: string }[] } }>(
      '{ __type(name: "Order") { fields { name } } }',
    );
    const lists = new Set(['payments', 'failedPayments', 'timeline', 'refunds']);
    expect(Object.keys(shown).toSorted()).toEqual(
      __type.fields
        .map(({ name }) => name)
        .filter((name) => !lists.has(name))
        .toSorted(),
    );
    const leaves = Object.entries(shown).filter(([, value]) => typeof value !== 'object');
    const { order } = await gateway.query<{ order: object }>(
      `{ order(orderId: "both") { ${leaves.map(([name]) => name).join(' ')} } }`,
      {},
      mine.readKey,
    );
    expect(order).toEqual(Object.fromEntries(leaves));
  });

  it.each(['🎉'.repeat(32), 'a/b?c d%'])('takes the orderId %s', async (orderId) => {
    expect(await read(`/v1/orders/${encodeURIComponent(orderId)}`)).toMatchObject({ orderId });
  });

  it.each(['none', 'theirs', 'nul%00', '..%2F..'])('has no %s', async (orderId) => {
    const response = await get(`/v1/orders/${orderId}`);
    expect(response.status).toBe(404);
    const { error } = (await response.json()) as Failure;
    expect(error).toMatchObject({ code: 'ORDER_NOT_FOUND', field: 'orderId' });
    expect(error.requestId).toBe(response.headers.get('x-request-id'));
  });
});

describe('GET /v1/orders', () => {
  async function all(query: string): Promise<string[]> {
    const found: string[] = [];
    let after = '';
    for (;;) {
      const page = await read<PageOf<ShownOrder>>(`/v1/orders?${query}${after}`);
      found.push(...page.data.map(({ orderId }) => orderId));
      if (page.nextCursor === null) return found;
      after = `&after=${page.nextCursor}`;
    }
  }
  const expected = (meets: (order: StoredOrder) => boolean): string[] =>
    orders
      .filter(meets)
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      .map(({ orderId }) => orderId);

  it('pages through everything, oldest or newest first', async () => {
    const ofAlice = expected(() => true);
    expect(await all(`account=${ALICE_PREFIX_0}&order=oldest&limit=500`)).toEqual(ofAlice);
    expect(await all(`account=${ALICE}&limit=1000`)).toEqual(ofAlice.toReversed());
  });

  it.each<[string, (order: StoredOrder) => boolean]>([
    ['status=settled', (o) => o.status === 'settled'],
    ['status=OPEN,SETTLED', () => true],
    ['flags=late', (o) => o.flags.includes('late')],
    ['flags=LATE&status=SETTLED', (o) => o.flags.includes('late') && o.status === 'settled'],
    ['amountState=none', () => true],
    ['refundState=FULL,PARTIAL', () => false],
    ['asset=native', () => true],
    ['asset=1', () => false],
    ['orderId=o-7', (o) => o.orderId === 'o-7'],
    ['reference=o-8', (o) => o.orderId === 'o-8'],
    [
      'createdFrom=2026-06-01T00:00:00.100Z&createdBefore=2026-06-01T00:00:00.200Z',
      ({ createdAt }) => createdAt.getUTCMilliseconds() >= 100 && createdAt.getUTCMilliseconds() < 200,
    ],
  ])('%s', async (query, meets) => {
    expect(await all(`${query}&account=${ALICE}&order=oldest&limit=1000`)).toEqual(expected(meets));
  });

  it('gives a hundred unless told', async () => {
    expect((await read<PageOf<ShownOrder>>('/v1/orders')).data).toHaveLength(100);
  });

  it.each([
    ['status=paid', 'status'],
    ['status=PROCESSING', 'status'],
    ['status=', 'status'],
    ['status=open&status=settled', 'status'],
    ['flags=LATE,', 'flags'],
    ['account=xyz', 'account'],
    ['asset=LLM', 'asset'],
    ['createdFrom=yesterday', 'createdFrom'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1e3', 'limit'],
    ['order=up', 'order'],
    ['after=abc', 'after'],
    ['orderId=%00', 'orderId'],
    ['statis=open', undefined],
    ['merchantId=1', undefined],
  ])('refuses %s', async (query, field) => {
    const response = await get(`/v1/orders?${query}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as Failure;
    expect(error.code).toBe(query === 'account=xyz' ? 'INVALID_ADDRESS' : 'BAD_USER_INPUT');
    expect(error.field).toBe(field);
  });
});

describe('what belongs to an order', () => {
  it('is listed oldest first, in pages', async () => {
    const { id, merchantId } = orders[0] ?? { id: '', merchantId: '' };
    await insertPayments(
      till,
      [3, 1, 2].map((n) => ({
        merchantId,
        orderId: id,
        blockNumber: n,
        eventIndex: n,
        use: 'counted' as const,
      })),
    );
    await insertEvents(
      till,
      [2, 1, 3].map((sequence) => ({ merchantId, orderId: id, sequence })),
    );
    const first = await read<PageOf<{ id: string }>>('/v1/orders/o-0/payments?limit=2');
    expect(first.data.map((payment) => payment.id)).toEqual(['1-1', '2-2']);
    const rest = await read<PageOf<{ id: string }>>(
      `/v1/orders/o-0/payments?limit=2&after=${first.nextCursor ?? ''}`,
    );
    expect(rest.data.map((payment) => payment.id)).toEqual(['3-3']);
    expect(rest.nextCursor).toBeNull();
    const timeline = await read<PageOf<{ sequence: number }>>('/v1/orders/o-0/timeline');
    expect(timeline.data.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  });

  it('is of its merchant alone', async () => {
    for (const part of ['', '/payments', '/timeline']) {
      expect((await get(`/v1/orders/o-0${part}`, others.secretKey)).status).toBe(404);
    }
  });
});

describe('GET /v1/unmatched', () => {
  it('is the inbox, with suggestions when asked for', async () => {
    await insertPayments(till, [
      {
        merchantId: mine.merchantId,
        blockNumber: 50,
        reference: 'O-77',
        inbox: 'waiting',
        reason: 'unknown',
      },
      { merchantId: others.merchantId, blockNumber: 51, toAccount: CHARLIE, inbox: 'waiting' },
    ]);
    const page = await read<PageOf<object>>('/v1/unmatched');
    expect(page.data).toHaveLength(1);
    expect(page.data[0]).toMatchObject({ id: '50-0', inbox: 'WAITING', formatted: '1 LLD' });
    expect(page.data[0]).not.toHaveProperty('suggestedOrders');
    // o-77 is among the merchant's orders, but behind its 300 newest.
    const createdAt = new Date('2026-07-01');
    await insertOrders(till, [{ merchantId: mine.merchantId, orderId: 'o-77x', createdAt }]);
    const { data } = await read<PageOf<object>>('/v1/unmatched?suggest=true');
    expect(data[0]).toMatchObject({
      suggestedOrders: [{ order: { orderId: 'o-77x' }, reasons: ['REFERENCE'] }],
    });
  });
});

describe('exports', () => {
  const rowsOf = (text: string): Record<string, string>[] => {
    const [names = [], ...rows] = parseCsv(text);
    return rows.map((row) => {
      expect(row).toHaveLength(names.length);
      return Object.fromEntries(names.map((name, i) => [name, row[i] ?? '']));
    });
  };

  it('of orders as CSV read back as the same rows, and start no formula', async () => {
    const response = await get(`/v1/orders.csv?account=${ALICE}&createdBefore=2026-12-01`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="orders.csv"');
    const text = await response.text();
    const rows = rowsOf(text);
    for (const cell of rows.flatMap((row) => Object.values(row))) expect(cell).not.toMatch(/^[=+\-@＝]/);
    const plain = rows
      .filter(({ orderId }) => /^o-\d+$/.test(orderId ?? ''))
      .map(({ orderId, status, description, metadata, expected }) => ({
        orderId,
        status: status?.toLowerCase(),
        description: description?.replace(/^'/, ''),
        metadata: metadata === '' ? null : (JSON.parse(metadata ?? '') as unknown),
        expected,
      }));
    const stored = orders
      .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      .map((order) => ({
        orderId: order.orderId,
        status: order.status,
        description: order.description,
        metadata: order.metadata,
        expected: order.amount,
      }));
    expect(plain).toEqual(stored);
  });

  it('of orders as JSON are the orders of the list, with its filters', async () => {
    const exported = await read<ShownOrder[]>('/v1/orders.json?status=settled');
    expect(exported).toHaveLength(Math.ceil(MANY / 3));
    const newest = (await read<PageOf<ShownOrder>>('/v1/orders?status=settled&limit=1')).data[0];
    expect(exported.at(-1)).toEqual(newest);
    expect(exported.every(({ status }) => status === 'SETTLED')).toBe(true);
  });

  it('are empty where nothing is', async () => {
    expect(await read('/v1/orders.json?status=invalid')).toEqual([]);
    expect(rowsOf(await (await get('/v1/orders.csv?status=invalid')).text())).toEqual([]);
  });

  it('hold nothing of another merchant', async () => {
    const exported = await read<ShownOrder[]>('/v1/orders.json', others.readKey);
    expect(exported.map(({ orderId }) => orderId)).toEqual(['theirs']);
  });

  it('of the audit log are the merchant’s lines, and for the operator everybody’s', async () => {
    const entry = { action: 'test', subjectKind: 'order', subjectId: '=evil', before: null };
    await till.transaction().execute(async (at) => {
      for (let i = 0; i < 1_500; i += 1) {
        await writeAudit(at, TEST_ACTOR, { ...entry, merchantId: mine.merchantId, after: { i } });
      }
      await writeAudit(at, TEST_ACTOR, { ...entry, merchantId: others.merchantId, after: { i: 'theirs' } });
    });
    const csv = rowsOf(await (await get('/v1/audit.csv', mine.secretKey)).text());
    const mineOnly = csv.filter(({ action }) => action === 'test');
    expect(mineOnly.map(({ after }) => after)).toEqual(
      Array.from({ length: 1_500 }, (_, i) => `{"i":${1_499 - i}}`),
    );
    expect(new Set(csv.map(({ merchantId }) => merchantId))).toEqual(new Set([mine.merchantId]));
    expect(mineOnly[0]?.['subjectId']).toBe("'=evil");
    const json = await read<{ merchantId: string | null }[]>(
      '/v1/audit.json',
      await createTestOperator(till),
    );
    expect(new Set(json.map(({ merchantId }) => merchantId))).toEqual(
      new Set([mine.merchantId, others.merchantId, null]),
    );
  });
});

describe('without a right', () => {
  const paths = [
    '/v1/orders',
    '/v1/orders/o-0',
    '/v1/orders/o-0/payments',
    '/v1/orders/o-0/timeline',
    '/v1/unmatched',
    '/v1/orders.csv',
    '/v1/orders.json',
    '/v1/audit.csv',
    '/v1/audit.json',
  ];

  it.each(paths)('%s is refused', async (path) => {
    const scopeless = await createTestKey(till, {
      merchantId: mine.merchantId,
      kind: 'secret',
      scopes: ['keys:write'],
    });
    const none = await get(path, null);
    expect([none.status, ((await none.json()) as Failure).error.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect((await get(path, 'sk_nonsense')).status).toBe(401);
    const forbidden = await get(path, scopeless);
    expect([forbidden.status, ((await forbidden.json()) as Failure).error.code]).toEqual([403, 'FORBIDDEN']);
  });
});
