/** What is due in a long queue is found by an index, and little else is looked at, with statistics and without. */
import { randomUUID } from 'node:crypto';
import { CompiledQuery, sql } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { readBacklog } from '../../src/store/till/delivery/backlog.js';
import { ROUND_START, claimDeliveries, type Claim } from '../../src/store/till/delivery/claim.js';
import { openDeliveryDatabase } from '../../src/store/till/delivery/database.js';
import { nextDueMs } from '../../src/store/till/delivery/next-due.js';
import { pruneDeliveries } from '../../src/store/till/delivery/prune.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { silent } from '../support/gateway.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

const ENDPOINTS = 400;
const DELIVERIES = 40_000;
/** Claimed at once. */
const MOST = 64;

let database: TestDatabase;
let till: TillDatabase;
const sent: { sql: string; parameters: readonly unknown[] }[] = [];

jest.setTimeout(300_000);
beforeAll(async () => {
  database = await createTestDatabase('notify_plans');
  await (await openTestTill(database.url)).destroy();
  till = openDeliveryDatabase({
    url: database.url,
    log: silent,
    size: 2,
    onQuery: ({ query }) => void sent.push({ sql: query.sql, parameters: query.parameters }),
  });
  const filling = openTillDatabase({ url: database.url, log: silent, statementTimeoutMs: 280_000 });
  const { merchantId } = await createTestMerchant(filling);
  await sql`insert into till.endpoints (merchant_id, kind, url)
    select ${merchantId}, 'merchant', 'http://127.0.0.1:9/' || n from generate_series(1, ${ENDPOINTS}) n`.execute(
    till,
  );
  await sql`insert into till.events (cursor, id, type, merchant_id, body)
    select n, 'evt_' || n, 't', ${merchantId}, '{}' from generate_series(1, 1000) n`.execute(filling);
  // Of each endpoint: a hundredth is due, the rest waits for another attempt; one order has all of one endpoint's.
  await sql`insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, order_id, sequence, cause, due_at)
    select endpoint.id, ${merchantId}, 1 + n % 1000, 't',
      case when place = 1 then ${randomUUID()}::uuid else gen_random_uuid() end, n, 'recovery',
      case when n % 100 = 0 then now() - n * interval '1 ms' else now() + (n + 100) * interval '1 s' end
    from (select id, row_number() over (order by id) as place from till.endpoints) endpoint
      cross join generate_series(1, ${Math.ceil(DELIVERIES / ENDPOINTS)}) n`.execute(filling);
  await filling.destroy();
});
afterAll(async () => {
  await till.destroy();
  await database.drop();
});

/** Rows that statements looked at, and their tables that were read from end to end. */
async function cost(work: () => Promise<unknown>): Promise<{ rows: number; whole: readonly string[] }> {
  sent.length = 0;
  await work();
  const statements = sent.filter((statement) => /^\s*(?:with|select|update|delete)/i.test(statement.sql));
  expect(statements.length).toBeGreaterThan(0);
  const nodes: PlanNode[] = [];
  for (const { sql: text, parameters } of statements) {
    const explained = till.transaction().execute(async (db) => {
      const { rows } = await db.executeQuery<Record<string, unknown>>(
        CompiledQuery.raw(`explain (analyze, format json) ${text}`, [...parameters]),
      );
      const [[result]] = rows.map((row) => Object.values(row)[0]) as [[{ Plan: PlanNode }]];
      nodes.push(...flatten(result.Plan));
      throw new Error('undone');
    });
    await expect(explained).rejects.toThrow('undone');
  }
  const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
  return {
    rows: scans.reduce(
      (sum, node) =>
        sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    ),
    whole: scans
      .filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'deliveries')
      .map((node) => node['Node Type']),
  };
}

const claim = (after = ROUND_START): Promise<Claim> =>
  claimDeliveries(till, { lease: randomUUID(), leaseMs: 30_000, most: MOST, endpoints: 'well', after });

describe.each(['without', 'with'])('a long queue, %s statistics', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with') await sql`vacuum analyze`.execute(till);
  });

  it('is claimed from by little more than what is claimed', async () => {
    const { rows, whole } = await cost(claim);
    expect(whole).toEqual([]);
    expect(rows).toBeLessThan(MOST * 40);
  });

  it('is skipped through, an endpoint a step, to see when it goes on and how it stands', async () => {
    for (const read of [nextDueMs, readBacklog]) {
      const { rows, whole } = await cost(() => read(till));
      expect(whole).toEqual([]);
      expect(rows).toBeLessThan(ENDPOINTS * 5 + 10_000);
    }
  });

  it('is cleared of what is old by an index', async () => {
    const { rows, whole } = await cost(() => pruneDeliveries(till));
    expect(whole).toEqual([]);
    expect(rows).toBeLessThan(10);
  });
});

describe('a round', () => {
  it('comes to every endpoint that can be sent something', async () => {
    let after = ROUND_START;
    for (let more = true; more;) {
      const next = await claim(after);
      ({ after, more } = next);
    }
    const { rows } = await sql<{ endpoints: number }>`
      select count(distinct endpoint_id)::int as endpoints from till.deliveries where lease is not null`.execute(
      till,
    );
    // All that one endpoint is due waits for an earlier event.
    expect(rows).toEqual([{ endpoints: ENDPOINTS - 1 }]);
  });
});
