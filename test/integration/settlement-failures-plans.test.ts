/** Failed payments are found by an index among many, by key and by block. */
import { sql } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { listOrderFailures } from '../../src/store/till/failure-lists.js';
import { findPublicOrder } from '../../src/store/till/public-reading.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { readFailures } from '../../src/store/till/settling/failures.js';
import { ALWAYS } from '../../src/store/lists/condition.js';
import { ALICE_HEX } from '../support/accounts.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

const FAILURES = 40_000;
/** Far more than any of these answers needs. */
const MOST_ROWS = 1_000;
const DEPOSIT = `0x${'dd'.repeat(32)}`;

let index: TestIndex;
let till: TillDatabase;
let merchantId: string;
const payeeOf = sql`case when n = 777 then ${DEPOSIT} when n % 2 = 1 then ${ALICE_HEX} else '0xa' || n % 5000 end`;
const sent: { sql: string; parameters: readonly unknown[] }[] = [];

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  till = openTillDatabase({
    url: index.database.url,
    log: silent,
    statementTimeoutMs: 120_000,
    onQuery: ({ query }) => void sent.push({ sql: query.sql, parameters: query.parameters }),
  });
  ({ merchantId } = await createTestMerchant(till));
  await ensureChainIndexes(index.database.url, 'chain', new AbortController().signal);
  // One payee of half of them, each failure with a reference of its own, ten in a block; and an order for each.
  await sql`
    insert into chain.failed_payments (id, ordinal, from_id, to_id, value, reference, pairing, call_path, how, outcome,
      extrinsic_index, extrinsic_hash, block_id, block_number)
    select n / 10 || '-' || n % 10, n % 10, '0x01', ${payeeOf}, 5, 'r-' || n,
      'paired', 'c', 'extrinsic', 'failed', 1, '0x' || n, '0x', n / 10
    from generate_series(1, ${FAILURES}) n`.execute(till);
  await sql`
    insert into till.orders (merchant_id, order_id, mode, payee, owner, reference, amount, minimum, window_from,
      expiry_height, late_policy, terms_digest, registered_height, public_token, applied_height, failed_attempts)
    select ${merchantId}, 'o-' || n, case when n = 777 then 'address' else 'reference' end,
      ${payeeOf}, ${ALICE_HEX}, case when n <> 777 then 'r-' || n end, 5, 5, 1,
      100000, 'hold', '', 1, 'pub-' || n, 1, 1
    from generate_series(1, ${FAILURES}) n`.execute(till);
  await sql`insert into till.accounts (account, merchant_id, from_height, proved_by)
    values (${ALICE_HEX}, ${merchantId}, 0, 'operator')`.execute(till);
  await sql`
    insert into till.order_failures (failure_id, block_number, ordinal, block_hash, extrinsic_index, extrinsic_hash,
      to_account, call_path, how, outcome, merchant_id, order_id)
    select n || '-0', n, 0, '0x', 1, '0x', payee, 'c', 'extrinsic', 'failed', merchant_id, id
    from (select *, row_number() over () as n from till.orders) o`.execute(till);
  await sql`
    insert into till.payments (transfer_id, block_number, event_index, block_hash, from_account, to_account, value, pairing,
      merchant_id, order_id, use, applied_height, inbox, reason)
    select row_number() over () || '-1', row_number() over (), 1, '0x', '0xf', payee, 5, 'paired', merchant_id, id, 'held',
      1, 'waiting', 'late' from till.orders`.execute(till);
  await sql`vacuum analyze`.execute(till);
}, 120_000);
afterAll(async () => {
  await till.destroy();
  await index.close();
});

const LARGE = new Set(['failed_payments', 'order_failures', 'orders', 'payments']);

/** How many rows of large tables a reading looked at; none of them is read whole. */
async function rowsOf(
  read: () => Promise<unknown>,
  settings: 'of a step' | 'usual' = 'usual',
): Promise<number> {
  sent.length = 0;
  await read();
  const to = settings === 'usual' ? 'on' : 'off';
  await index.client.query(
    `set enable_hashjoin = ${to}; set enable_mergejoin = ${to}; set enable_seqscan = ${to}`,
  );
  let rows = 0;
  for (const statement of sent.filter(({ sql: text }) => /^\s*(?:select|with)/i.test(text))) {
    const { rows: answers } = await index.client.query<Record<string, [{ Plan: PlanNode }]>>(
      `explain (analyze, format json) ${statement.sql}`,
      [...statement.parameters],
    );
    const plan = Object.values(answers[0] ?? {})[0];
    if (!plan) throw new Error('Postgres gave no plan');
    for (const node of flatten(plan[0].Plan)) {
      if (!LARGE.has(node['Relation Name'] ?? '')) continue;
      expect([node['Node Type'], statement.sql]).not.toEqual(['Seq Scan', statement.sql]);
      rows += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    }
  }
  return rows;
}

const inStep = <T>(read: (db: Parameters<typeof readFailures>[0]) => Promise<T>): Promise<T> =>
  till.transaction().execute(read);

it('those of some blocks, and those of orders that are taken up', async () => {
  const id = async (orderId: string): Promise<string> =>
    (await till.selectFrom('orders').select('id').where('orderId', '=', orderId).executeTakeFirstOrThrow())
      .id;
  const [byReference, byAddress] = [await id('o-123'), await id('o-777')];
  // Copies of till.order_failures have other ids, so all of these are new.
  const blocks = { after: FAILURES / 10 - 3, to: FAILURES / 10 };
  const block = await inStep((db) => readFailures(db, 'chain', blocks, []));
  expect(block.length).toBeGreaterThan(5);
  const orders = { after: 9_999, to: 9_999 };
  const found = await inStep((db) => readFailures(db, 'chain', orders, [byReference, byAddress]));
  expect(found.map(({ orderId }) => orderId).sort()).toEqual([byReference, byAddress].sort());
  const readings = [
    () => inStep((db) => readFailures(db, 'chain', blocks, [])),
    () => inStep((db) => readFailures(db, 'chain', orders, [byReference, byAddress])),
  ];
  for (const reading of readings) expect(await rowsOf(reading, 'of a step')).toBeLessThan(MOST_ROWS);
});

it('those of an order, for its merchant and for its buyer', async () => {
  const order = await findPublicOrder(till, 'pub-4711');
  expect(order).toMatchObject({ failure: { extrinsicHash: '0x' }, heldMoney: [{ reason: 'late' }] });
  expect(await rowsOf(() => findPublicOrder(till, 'pub-4711'))).toBeLessThan(MOST_ROWS);
  const request = {
    where: ALWAYS,
    order: [{ column: 'blockNumber', direction: 'asc' }],
    after: null,
    before: null,
    limit: 100,
    offset: 0,
    fromEnd: false,
    count: false,
    bothEnds: true,
  } as const;
  const list = (): Promise<unknown> => listOrderFailures(till, merchantId, order?.id ?? '', request);
  expect(await rowsOf(list)).toBeLessThan(MOST_ROWS);
});
