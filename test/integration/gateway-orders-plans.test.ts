/** What is asked of 50,000 orders is answered by an index, for a merchant of most of them as for one of a few. */
import { sql, CompiledQuery } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { listOrders } from '../../src/store/till/order-lists.js';
import { findOrder } from '../../src/store/till/order-reading.js';
import { listPayments, listUnmatched } from '../../src/store/till/payment-lists.js';
import { listTimeline } from '../../src/store/till/timeline.js';
import { matchTransfers } from '../../src/store/till/matching.js';
import { findCandidates } from '../../src/store/till/suggestions.js';
import { readPayee } from '../../src/store/till/payee.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { ALWAYS, type Condition } from '../../src/store/lists/condition.js';
import type { ListRequest } from '../../src/store/lists/list.js';
import { ALICE_HEX } from '../support/accounts.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

const ORDERS = 50_000;
/** A page, its branches, and what is looked at to skip what a filter leaves out. */
const MOST_ROWS = 3_000;

let database: TestDatabase;
let till: TillDatabase;
const sent: { sql: string; parameters: readonly unknown[] }[] = [];
let busy = '';
let small = '';

beforeAll(async () => {
  database = await createTestDatabase('order_plans');
  await (await openTestTill(database.url)).destroy();
  till = openTillDatabase({
    url: database.url,
    log: silent,
    statementTimeoutMs: 120_000,
    onQuery: ({ query }) => void sent.push({ sql: query.sql, parameters: query.parameters }),
  });
  busy = (await createTestMerchant(till)).merchantId;
  small = (await createTestMerchant(till)).merchantId;
  // One in a hundred is the small merchant's; one in a thousand has something rare; the oldest tenth was canceled.
  await sql`
    insert into till.orders (merchant_id, order_id, mode, payee, owner, reference, amount, minimum, window_from,
      expiry_height, late_policy, terms_digest, registered_height, created_at, public_token, status, received, flags,
      refund_state, applied_height)
    select case when n % 100 = 0 then ${small}::uuid else ${busy}::uuid end, 'o-' || n, 'reference', p.account, p.account,
      'r-' || n, 100 + n % 1000, 100 + n % 1000, 1, 10000 + n, 'hold', '', 1,
      timestamptz '2026-01-01' + n * interval '1 second', 'pub-' || n,
      case when n % 1000 = 1 then 'expired' when n <= ${ORDERS / 10} then 'canceled' when n % 3 = 0 then 'open' else 'settled' end,
      case when n % 1000 = 2 then 50 when n % 3 = 0 then 0 else 100 + n % 1000 end,
      case when n % 1000 = 1 then array['late'] else '{}' end,
      case when n % 1000 = 4 then 'pending' else 'none' end, 1
    from generate_series(1, ${ORDERS}) n,
      lateral (select case when n % 100 = 0 then '0x5a' else ${ALICE_HEX} end as account) p`.execute(till);
  await sql`
    insert into till.payments (transfer_id, block_number, event_index, block_hash, from_account, to_account, value, pairing,
      merchant_id, order_id, use, applied_height, inbox)
    select row_number() over () || '-1', row_number() over (), 1, '0x', '0xf' || (row_number() over ()) % 500, payee, 5,
      'paired', merchant_id, id, 'counted', 1, case when random() < 0.001 then 'waiting' end
    from till.orders`.execute(till);
  await sql`
    insert into till.events (cursor, id, type, merchant_id, order_id, sequence, body)
    select row_number() over (), 'evt-' || id || s, 't', merchant_id, id, s, '{}'
    from till.orders, generate_series(1, 2) s`.execute(till);
  await sql`vacuum analyze`.execute(till);
}, 120_000);
afterAll(async () => {
  await till.destroy();
  await database.drop();
});

const LARGE = new Set(['orders', 'payments', 'events']);

interface Reading {
  readonly indexes: ReadonlySet<string>;
  /** Rows of large tables that were looked at. */
  readonly rows: number;
}

/** How the statements of a reading were answered. */
async function plansOf(read: () => Promise<unknown>): Promise<Reading> {
  sent.length = 0;
  await read();
  const statements = sent.filter((statement) => /^\s*(?:select|with)/i.test(statement.sql));
  expect(statements.length).toBeGreaterThan(0);
  const indexes = new Set<string>();
  let rows = 0;
  for (const statement of statements) {
    const { rows: answers } = await till.executeQuery<Record<string, unknown>>(
      CompiledQuery.raw(`explain (analyze, format json) ${statement.sql}`, [...statement.parameters]),
    );
    const [[{ Plan }]] = answers.map((row) => Object.values(row)[0]) as [[{ Plan: PlanNode }]];
    for (const node of flatten(Plan)) {
      if (node['Index Name'] !== undefined) indexes.add(node['Index Name']);
      if (!LARGE.has(node['Relation Name'] ?? '')) continue;
      expect([node['Node Type'], statement.sql]).not.toEqual(['Seq Scan', statement.sql]);
      rows += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    }
  }
  return { indexes, rows };
}

function request(where: Condition = ALWAYS, more: Partial<ListRequest> = {}): ListRequest {
  return {
    where,
    order: [{ column: 'createdAt', direction: 'desc' }],
    after: null,
    before: null,
    limit: 100,
    offset: 0,
    fromEnd: false,
    count: false,
    bothEnds: true,
    ...more,
  };
}

const equals = (column: string, value: string): Condition => ({
  kind: 'compare',
  column,
  comparator: '=',
  value,
});
const middle = ['2026-01-01T06:00:00.000Z', '00000000-0000-0000-0000-000000000000'] as const;

describe('lists of orders', () => {
  const lists: Record<string, Partial<ListRequest>> = {
    'newest first': {},
    'oldest first': { order: [{ column: 'createdAt', direction: 'asc' }] },
    'from the end': { fromEnd: true },
    'after a place': { after: middle },
    'before a place, from the end': { before: middle, fromEnd: true },
    'of a frequent status': { where: equals('status', 'open') },
    'of a rare status': { where: equals('status', 'expired') },
    'of no order’s status': { where: equals('status', 'invalid') },
    'of a rare status and one of long ago': {
      where: { kind: 'oneOf', column: 'status', yes: true, values: ['expired', 'canceled'] },
    },
    'of an orderId': { where: equals('orderId', 'o-777') },
    'of an account': { where: equals('owner', ALICE_HEX) },
    'of an account without orders': { where: equals('owner', '0x00') },
    'of a rare amount state': { where: equals('amountState', 'under') },
    'of a rare refund state': { where: equals('refundState', 'pending') },
    'of a flag': { where: { kind: 'contains', column: 'flags', all: true, values: ['late'] } },
    'of a flag that none has': {
      where: { kind: 'contains', column: 'flags', all: false, values: ['manual'] },
    },
  };

  it.each(Object.entries(lists))('%s', async (_name, { where = ALWAYS, ...more }) => {
    for (const merchantId of [busy, small]) {
      const { rows } = await plansOf(() => listOrders(till, merchantId, request(where, more)));
      expect(rows).toBeLessThan(MOST_ROWS);
    }
  });

  it('read the index of what they are asked for', async () => {
    const of = async (where: Condition): Promise<ReadonlySet<string>> =>
      (await plansOf(() => listOrders(till, busy, request(where, { bothEnds: false })))).indexes;
    expect(await of(ALWAYS)).toContain('orders_merchant_created');
    expect(await of(equals('status', 'expired'))).toContain('orders_merchant_status');
    expect(await of(equals('amountState', 'under'))).toContain('orders_merchant_unequal');
    expect(await of(equals('refundState', 'pending'))).toContain('orders_merchant_refund');
    expect(await of({ kind: 'contains', column: 'flags', all: true, values: ['late'] })).toContain(
      'orders_merchant_flagged',
    );
  });
});

describe('what belongs to orders', () => {
  it('is read by one order, one account or one merchant', async () => {
    const order = await findOrder(till, busy, { orderId: 'o-777' });
    const id = order?.id ?? '';
    const place = request(ALWAYS, { order: [{ column: 'blockNumber', direction: 'desc' }] });
    const readings: Record<string, () => Promise<unknown>> = {
      order: () => findOrder(till, busy, { orderId: 'o-777' }),
      payments: () => listPayments(till, busy, id, place),
      inbox: () => listUnmatched(till, busy, { ...place, count: true }),
      timeline: () =>
        listTimeline(till, busy, id, request(ALWAYS, { order: [{ column: 'sequence', direction: 'asc' }] })),
      matching: () =>
        matchTransfers(till, busy, [
          { id: '7-1', toId: ALICE_HEX, reference: 'r-777' },
          { id: 'x', toId: ALICE_HEX, reference: 'r-778' },
        ]),
      payee: () => readPayee(till, { payee: ALICE_HEX, reference: 'r-777', limit: 100 }),
      suggestions: () =>
        findCandidates(till, {
          merchantId: busy,
          fromAccount: '0xf77',
          toAccount: ALICE_HEX,
          asset: null,
          value: '777',
          orderId: null,
          words: ['o-777', 'o-778'],
        }),
    };
    for (const [name, read] of Object.entries(readings)) {
      const { rows } = await plansOf(read);
      expect([name, rows < MOST_ROWS]).toEqual([name, true]);
    }
  });
});
