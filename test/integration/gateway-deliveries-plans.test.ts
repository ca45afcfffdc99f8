/** What is asked of a large log of deliveries is answered by an index, for a busy merchant as for a small one. */
import { CompiledQuery, sql } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { ALWAYS } from '../../src/store/lists/condition.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { listEndpoints } from '../../src/store/till/endpoint-lists.js';
import {
  findDelivery,
  listAttempts,
  listDeliveries,
  readContents,
  type DeliveryChoice,
} from '../../src/store/till/delivery/delivery-lists.js';
import { recover } from '../../src/store/till/delivery/recover.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createTestMerchant, insertTestOrder, openTestTill, TEST_ACTOR } from '../support/till.js';
import { ALICE } from '../support/accounts.js';

const EVENTS = 40_000;
/** A page, and what is looked at to skip what a filter leaves out. */
const MOST_ROWS = 3_000;
const LARGE = new Set(['events', 'deliveries', 'delivery_attempts']);

let database: TestDatabase;
let till: TillDatabase;
const sent: { sql: string; parameters: readonly unknown[] }[] = [];
let busy = '';
let small = '';
const endpoints = new Map<string, string>();

beforeAll(async () => {
  database = await createTestDatabase('delivery_plans');
  await (await openTestTill(database.url)).destroy();
  till = openTillDatabase({
    url: database.url,
    log: silent,
    statementTimeoutMs: 120_000,
    onQuery: ({ query }) => void sent.push({ sql: query.sql, parameters: query.parameters }),
  });
  busy = (await createTestMerchant(till)).merchantId;
  small = (await createTestMerchant(till)).merchantId;
  for (const merchantId of [busy, small]) {
    await insertTestOrder(till, { merchantId, owner: ALICE, orderId: 'A-1' });
    const { id } = await till
      .insertInto('endpoints')
      .values({ merchantId, kind: 'merchant', url: 'https://shop.example/' })
      .returning('id')
      .executeTakeFirstOrThrow();
    endpoints.set(merchantId, id);
  }
  // One in a hundred is the small merchant's; one in a thousand of a rare type, or of the one order; some are lost.
  await sql`
    insert into till.events (cursor, id, type, merchant_id, order_id, sequence, created_at, body)
    select n, 'evt-' || n, case when n % 1000 < 2 then 'order.marked' else 'order.settled' end, m.id,
      case when n % 1000 < 2 then o.id end, n, timestamptz '2026-01-01' + n * interval '1 second', '{}'
    from generate_series(1, ${EVENTS}) n
      cross join lateral (select case when n % 100 = 0 then ${small}::uuid else ${busy}::uuid end as id) m
      join till.orders o on o.merchant_id = m.id`.execute(till);
  await sql`update till.instance set cursor = ${EVENTS}`.execute(till);
  await sql`
    insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, order_id, sequence, status, created_at,
      finished_at, attempts)
    select p.id, e.merchant_id, e.cursor, e.type, e.order_id, e.sequence, s.status, e.created_at,
      case when s.status <> 'pending' then e.created_at end, 1
    from till.events e join till.endpoints p on p.merchant_id = e.merchant_id
      cross join lateral (select case when e.cursor % 500 = 1 then 'exhausted' when e.cursor % 700 = 0 then 'pending'
        else 'delivered' end as status) s`.execute(till);
  await sql`
    insert into till.delivery_attempts (delivery_id, attempt, started_at, latency_ms, delivered, request_headers)
    select id, 1, created_at, 5, true, '{}' from till.deliveries`.execute(till);
  await sql`vacuum analyze`.execute(till);
}, 120_000);
afterAll(async () => {
  await till.destroy();
  await database.drop();
});

/** Rows of large tables that a reading looked at. */
async function rowsOf(read: () => Promise<unknown>): Promise<number> {
  sent.length = 0;
  await read();
  const statements = sent.filter((statement) => /^\s*(?:select|with)/i.test(statement.sql));
  expect(statements.length).toBeGreaterThan(0);
  let rows = 0;
  for (const statement of statements) {
    const { rows: answers } = await till.transaction().execute(async (transaction) => {
      const explained = await transaction.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(`explain (analyze, format json) ${statement.sql}`, [...statement.parameters]),
      );
      return explained;
    });
    const [[{ Plan }]] = answers.map((row) => Object.values(row)[0]) as [[{ Plan: PlanNode }]];
    for (const node of flatten(Plan)) {
      if (!LARGE.has(node['Relation Name'] ?? '') || node['Node Type'] === 'ModifyTable') continue;
      expect([node['Node Type'], statement.sql]).not.toEqual(['Seq Scan', statement.sql]);
      rows += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    }
  }
  return rows;
}

const NONE: DeliveryChoice = {
  endpointId: null,
  orderId: null,
  statuses: [],
  type: null,
  createdFrom: null,
  createdBefore: null,
};
const LISTS: Record<string, Partial<DeliveryChoice>> = {
  'all of them': {},
  'of an order': { orderId: 'A-1' },
  'of an order that is none': { orderId: 'A-2' },
  'of a frequent status': { statuses: ['delivered'] },
  'of a rare status': { statuses: ['exhausted'] },
  'of no delivery’s status': { statuses: ['dropped'] },
  'of two statuses': { statuses: ['pending', 'exhausted'] },
  'of a frequent type': { type: 'order.settled' },
  'of a rare type': { type: 'order.marked' },
  'of long ago': { createdBefore: '2026-01-01T00:05:00.000Z' },
  'of a short time': { createdFrom: '2026-01-01T05:00:00.000Z', createdBefore: '2026-01-01T05:05:00.000Z' },
};

describe('lists of deliveries', () => {
  it.each(Object.entries(LISTS))('%s', async (_name, narrowed) => {
    for (const merchantId of [busy, small]) {
      for (const endpointId of [null, endpoints.get(merchantId) ?? '']) {
        for (const direction of ['asc', 'desc'] as const) {
          const read = (): Promise<unknown> =>
            listDeliveries(
              till,
              merchantId,
              { ...NONE, ...narrowed, endpointId },
              {
                where: ALWAYS,
                order: [{ column: 'createdAt', direction }],
                after: null,
                before: null,
                limit: 100,
                offset: 0,
                fromEnd: false,
                count: false,
                bothEnds: false,
              },
            );
          expect(await rowsOf(read)).toBeLessThan(MOST_ROWS);
        }
      }
    }
  });
});

it('what belongs to one delivery is read by it', async () => {
  const { id } = await till
    .selectFrom('deliveries')
    .select('id')
    .where('merchantId', '=', busy)
    .limit(1)
    .executeTakeFirstOrThrow();
  expect(await rowsOf(() => findDelivery(till, busy, id))).toBeLessThan(10);
  expect(await rowsOf(() => listAttempts(till, [id]))).toBeLessThan(10);
  expect(await rowsOf(() => readContents(till, [id]))).toBeLessThan(10);
  const request = {
    where: ALWAYS,
    order: [],
    after: null,
    before: null,
    limit: 100,
    offset: 0,
    fromEnd: false,
    count: false,
    bothEnds: false,
  };
  expect(await rowsOf(() => listEndpoints(till, busy, request))).toBe(0);
});

it('a recovery finds its beginning without reading the log', async () => {
  const from = { since: new Date('2026-01-01T11:00:00Z') };
  const request = {
    merchantId: busy,
    endpointId: endpoints.get(busy) ?? '',
    until: null,
    includeDelivered: true,
  };
  const rows = await rowsOf(() => recover(till, { ...request, from }, TEST_ACTOR, 100));
  // The statements are run twice, and what is pending already is skipped the second time.
  expect(rows).toBeLessThan(MOST_ROWS);
});
