/** Figures of an account with most of many payments are read from few rows, and a block's payments are added by an index. */
import { sql } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { divideWindow } from '../../src/domain/metrics/intervals.js';
import { readFigures } from '../../src/gateway/metrics/figures.js';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import type { TillTables } from '../../src/store/till/tables.js';
import { readInTurn } from '../../src/store/together.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { ALICE_HEX } from '../support/accounts.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { acceptIndex } from '../support/metrics.js';
import { openTestTill } from '../support/till.js';

/** One in each block of six seconds: 400 quarters of an hour. */
const PAYMENTS = 60_000;
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const LARGE = new Set([
  'transfers',
  'asset_transfers',
  'failed_payments',
  'metric_payments',
  'metric_failures',
]);

let index: TestIndex;
let till: TillDatabase;
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
  await ensureChainIndexes(index.database.url, 'chain', new AbortController().signal);
  const at = sql`to_timestamp(${START / 1_000}::float8 + n * 6) at time zone 'UTC'`;
  const payee = sql`case when n % 5 > 0 then ${ALICE_HEX} else '0xa' || n % 5000 end`;
  await sql`
    insert into chain.transfers (id, from_id, to_id, value, pairing, block_id, block_number, event_index, extrinsic_index,
      timestamp, call_path)
    select n || '-1', '0xf' || n % 700, ${payee}, 5, 'none', '0x', n, 1, 1, ${at}, 'c'
    from generate_series(1, ${PAYMENTS}) n`.execute(till);
  await sql`
    insert into chain.failed_payments (id, ordinal, from_id, to_id, value, pairing, call_path, how, outcome, extrinsic_index,
      extrinsic_hash, block_id, block_number, timestamp)
    select n || '-0', 0, '0xf' || n % 700, ${payee}, 5, 'none', 'c', 'extrinsic', 'failed', 2, '0x' || n, '0x', n, ${at}
    from generate_series(1, ${PAYMENTS}) n where n % 3 = 0`.execute(till);
  await sql`vacuum analyze`.execute(till);
  await acceptIndex(index.client, PAYMENTS - 20);
  while ((await rollUp(till, { schema: 'chain', most: 20_000 })).more);
  await sql`vacuum analyze`.execute(till);
}, 180_000);
afterAll(async () => {
  await till.destroy();
  await index.close();
});

/** How many rows of each large table a piece of work looked at; none of them is read whole. */
async function rowsOf(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  sent.length = 0;
  await work();
  const rows: Record<string, number> = {};
  await index.client.query('begin');
  try {
    for (const statement of sent.filter(({ sql: text }) => /^\s*(?:select|with|insert)/i.test(text))) {
      if (/set_config/.test(statement.sql)) {
        await index.client.query(statement.sql, [...statement.parameters]);
        continue;
      }
      const { rows: answers } = await index.client.query<Record<string, [{ Plan: PlanNode }]>>(
        `explain (analyze, format json) ${statement.sql}`,
        [...statement.parameters],
      );
      const plan = Object.values(answers[0] ?? {})[0];
      if (!plan) throw new Error('Postgres gave no plan');
      for (const node of flatten(plan[0].Plan)) {
        const table = node['Relation Name'] ?? '';
        if (!LARGE.has(table) || !node['Node Type'].includes('Scan')) continue;
        const looked = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
        // A table without rows may be.
        if (node['Node Type'] === 'Seq Scan')
          expect([table, looked, statement.sql]).toEqual([table, 0, statement.sql]);
        rows[table] = (rows[table] ?? 0) + looked;
      }
    }
  } finally {
    await index.client.query('rollback');
  }
  return rows;
}

it('of a window that cuts its first and last quarters, the payments of these alone', async () => {
  const window = divideWindow(
    { from: START + 10 * HOUR + 1, to: START + 60 * HOUR - 1 },
    'day',
    'Asia/Kathmandu',
  );
  const reads = { till, together: readInTurn<TillTables>() };
  const wanted = { payers: false, orders: false, times: false, funnel: false };
  const subject = { kind: 'account', account: ALICE_HEX } as const;
  const { payments, failures } = await readFigures(reads, 'chain', subject, window, wanted);
  expect(payments.reduce((sum, { paid }) => sum + paid, 0)).toBe(50 * 480);
  expect(failures?.series).toHaveLength(3);
  const rows = await rowsOf(() => readFigures(reads, 'chain', subject, window, wanted));
  // Two quarters of 150 blocks, of payments and, with what came later, of failures.
  expect(rows['transfers']).toBeLessThan(2_000);
  // 200 quarters, each looked at to count it and to see whether it is cut.
  expect(rows['metric_payments']).toBeLessThan(1_000);
  expect(rows['failed_payments']).toBeLessThan(5_000);
});

it('of a block that is added, its own payments', async () => {
  await acceptIndex(index.client, PAYMENTS - 10);
  const rows = await rowsOf(() => rollUp(till, { schema: 'chain', most: 20_000 }));
  expect(rows['transfers']).toBeLessThan(200);
  expect(rows['failed_payments']).toBeLessThan(100);
});
