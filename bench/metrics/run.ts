/**
 * How long a company's history and figures take over a year of transfers, some companies with a million of them:
 * `npm run bench:metrics`. Options: `--rows 10000000`, `--rounds 100` (readings of each kind), `--orders 200000`, `--logged` (with
 * a write-ahead log, as a real index), `--verify` (also count all again), `--small` (few of everything), `--database
 * postgres://…` (a server to make a database on; default a Postgres of its own).
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { rollUpOrders } from '../../src/store/till/metrics/order-roll-up.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { verifyMetrics } from '../../src/store/till/metrics/verify.js';
import { createTestKey } from '../../test/support/till.js';
import { startBenchGateway, type BenchGateway } from '../chain/gateway.js';
import { fillOrderTimes } from '../chain/shops.js';
import { fillTill, sumUpOnce } from '../chain/till.js';
import { spread, tenths, timed } from '../measure.js';
import type { Cell, Report, Table } from '../report.js';
import { postgresVersion, withDatabase } from '../server.js';
import { openSteps, untilDone } from '../steps.js';
import { FIGURES, FILES, HISTORY, type Question } from './questions.js';

const silent = pino({ level: 'silent' });
/** Payments of a step, and orders; who shares the database with a settler takes fewer. */
const [MOST_PAYMENTS, MOST_ORDERS] = [100_000, 20_000];

interface Sizes {
  readonly rows: number;
  readonly rounds: number;
  readonly orders: number;
  readonly companies: number;
}

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '100' },
      orders: { type: 'string', default: '200000' },
      logged: { type: 'boolean', default: false },
      verify: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const sizes: Sizes = values.small
    ? { rows: 20_000, rounds: 1, orders: 500, companies: 200 }
    : {
        rows: Number(values.rows),
        rounds: Number(values.rounds),
        orders: Number(values.orders),
        companies: 2_000,
      };
  return withDatabase(values.database, (url) =>
    measure(url, sizes, { unlogged: !values.logged, verify: values.verify || values.small }),
  );
}

interface Ways {
  readonly unlogged: boolean;
  readonly verify: boolean;
}

async function measure(url: string, sizes: Sizes, { unlogged, verify }: Ways): Promise<Report> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 3_600_000 });
  const steps = openSteps();
  try {
    const merchantId = await fillTill({ url, client, till, ...sizes, unlogged }, steps);
    await steps.step("orders' times", () => fillOrderTimes(till));
    await client.query('vacuum analyze');
    await steps.step("roll-ups, by the settler's own steps", () => untilDone(() => rollUpOnce(till)));
    await steps.step("companies' sums, by the settler's own steps", () => untilDone(() => sumUpOnce(till)));
    await steps.step("orders, by the settler's own steps", () =>
      untilDone(() => rollUpOrders(till, { most: MOST_ORDERS })),
    );
    await client.query('vacuum analyze till.metric_orders');
    await client.query('vacuum analyze till.metric_payments, till.metric_failures, till.company_sums');
    if (verify) await steps.step('verified: all of it counted again', () => verified(till));
    const key = await createTestKey(till, { merchantId, kind: 'read' });
    return {
      facts: {
        transfers: sizes.rows,
        orders: sizes.orders,
        rounds: sizes.rounds,
        postgres: await postgresVersion(client),
      },
      tables: [steps.table(), await sizesOf(client), ...(await ask(url, key, sizes.rounds))],
    };
  } finally {
    await Promise.all([till.destroy(), client.end()]);
  }
}

async function ask(url: string, key: string, rounds: number): Promise<readonly Table[]> {
  const gateway = await startBenchGateway(url);
  try {
    return [
      await latencies(gateway, key, rounds, 'Company history over HTTP, ms', HISTORY),
      await latencies(gateway, key, rounds, 'Figures over HTTP, ms', FIGURES),
      await files(gateway),
    ];
  } finally {
    await gateway.stop();
  }
}

async function latencies(
  gateway: BenchGateway,
  key: string,
  rounds: number,
  title: string,
  questions: readonly Question[],
): Promise<Table> {
  const rows: (readonly Cell[])[] = [];
  for (const { name, asMerchant = false, path } of questions) {
    console.error(name);
    const times = await timed(rounds, (round) => gateway.ask(path(round), asMerchant ? key : undefined));
    rows.push([name, ...spread(times)]);
  }
  return { title, columns: ['asked for', 'p50', 'p99', 'most'], rows };
}

async function files(gateway: BenchGateway): Promise<Table> {
  const rows: (readonly Cell[])[] = [];
  for (const { name, path } of FILES) {
    console.error(name);
    const { lines, bytes, seconds, before, during } = await gateway.download(path);
    rows.push([name, lines, Math.round(bytes / 2 ** 20), tenths(seconds), before, ...during]);
  }
  const quarters = ['1st quarter', '2nd', '3rd', '4th'].map((quarter) => `MiB in the ${quarter}`);
  return {
    title:
      "Files of a company with a tenth of all transfers, and the gateway's resident memory while it sends them",
    columns: ['file', 'lines', 'MiB', 'seconds', 'MiB before', ...quarters],
    rows,
  };
}

async function rollUpOnce(till: TillDatabase): Promise<boolean> {
  return (await rollUp(till, { schema: 'chain', most: MOST_PAYMENTS })).more;
}

async function verified(till: TillDatabase): Promise<string> {
  const { rows, different } = await verifyMetrics(till, { schema: 'chain', blocks: 50_000, most: 1 });
  if (different > 0) throw new Error(`${different} of ${rows} roll-ups are not what the index says`);
  return `${rows} roll-ups, none differs`;
}

async function sizesOf(client: pg.Client): Promise<Table> {
  const tables = [
    'chain.transfers',
    'chain.asset_transfers',
    'till.metric_payments',
    'till.metric_failures',
    'till.metric_orders',
    'till.company_sums',
  ];
  const { rows } = await client.query<{ name: string; rows: string; heap: string; indexes: string }>(
    `select t.name, c.reltuples::bigint as rows, pg_table_size(c.oid) / 1048576 as heap, pg_indexes_size(c.oid) / 1048576 as indexes
     from unnest($1::text[]) with ordinality t (name, n) join pg_class c on c.oid = t.name::regclass order by n`,
    [tables],
  );
  return {
    title: 'Sizes',
    columns: ['table', 'rows', 'MiB', 'MiB of indexes'],
    rows: rows.map((row) => [row.name, Number(row.rows), Number(row.heap), Number(row.indexes)]),
  };
}
