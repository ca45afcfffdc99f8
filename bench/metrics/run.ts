/**
 * How long figures take over a year of payments, most of them to one account: `npm run bench:metrics`. Options: `--rows 10000000`,
 * `--rounds 200` (readings of each kind), `--logged` (with a write-ahead log, as a real index), `--verify` (also count all
 * again), `--database postgres://…` (an empty one, left as it is afterwards; default a Postgres of its own).
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/cli/postgres/embedded.js';
import { createViews } from '../../src/gateway/graphql/views.js';
import { answerMetrics } from '../../src/gateway/metrics/answer.js';
import { readWindow, type Subject } from '../../src/gateway/metrics/request.js';
import { openChainDatabase } from '../../src/store/chain/database.js';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { verifyMetrics } from '../../src/store/till/metrics/verify.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { network } from '../../test/support/network.js';
import { COMPANY, END, fill, HUGE, SMALL, START } from './fill.js';

const silent = pino({ level: 'silent' });
const DAY = 86_400_000;
/** As the roller takes them. */
const MOST = 20_000;

interface Options {
  readonly rows: number;
  readonly rounds: number;
  readonly unlogged: boolean;
  readonly verify: boolean;
}

export async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      rounds: { type: 'string', default: '200' },
      logged: { type: 'boolean', default: false },
      verify: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const options: Options = {
    rows: Number(values.rows),
    rounds: Number(values.rounds),
    unlogged: !values.logged,
    verify: values.verify,
  };
  if (values.database !== undefined) return measure(values.database, options);
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-bench-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: silent, onNote: console.log });
  try {
    await measure(server.url, options);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, options: Options): Promise<void> {
  console.log(`${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create extension if not exists btree_gist');
  await fill(client, options, (line) => console.log(line));
  console.log("making the gateway's indexes");
  await ensureChainIndexes(url, 'chain', new AbortController().signal);
  await client.query('vacuum analyze');
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 3_600_000 });
  const chain = openChainDatabase({ url, log: silent });
  try {
    await migrateTill(till);
    await claimTill(till, { network: 'bench', genesisHash: '0x00', chainIdentity: '0x00' });
    await settleStep(till, { epoch: 0n, schema: 'chain', most: 2_000, limit: null, plan: () => [] });
    await timeFill(till);
    await client.query('vacuum analyze till.metric_payments, till.metric_failures');
    await printSizes(client);
    const context = { chain, till, network, views: createViews(network) };
    console.log('\nfigures                            p50 ms   p99 ms');
    const subjects: readonly (readonly [string, Subject])[] = [
      ['company', { kind: 'company', companyId: COMPANY }],
      ['account, huge', { kind: 'account', account: HUGE as `0x${string}` }],
      ['account, small', { kind: 'account', account: SMALL as `0x${string}` }],
    ];
    for (const [name, subject] of subjects) {
      for (const [span, days] of [
        ['month', 30],
        ['quarter', 91],
        ['year', 364],
      ] as const) {
        for (const timeZone of ['UTC', 'Asia/Kathmandu']) {
          const times = await timed(options.rounds, (round) => {
            // Windows that begin at any time.
            const latest = Math.max(END - days * DAY - START, DAY);
            const from = START + ((round * 7_919_000_000) % latest);
            const text = (instant: number): string => new Date(instant).toISOString();
            const window = readWindow(text(from), text(from + days * DAY), 'day', timeZone);
            return answerMetrics(context, subject, window, {
              payers: true,
              orders: false,
              times: false,
              funnel: false,
            });
          });
          console.log(`${`${name}, ${span} by day, ${timeZone}`.padEnd(42)} ${quantiles(times)}`);
        }
      }
    }
    if (options.verify) {
      const started = performance.now();
      const { rows, different } = await verifyMetrics(till, { schema: 'chain', blocks: 10_000, most: 3 });
      console.log(`\nverified ${rows} roll-ups, ${different} differ: ${seconds(started)}`);
    }
  } finally {
    await Promise.all([till.destroy(), chain.db.destroy(), client.end()]);
  }
}

async function timeFill(till: TillDatabase): Promise<void> {
  const started = performance.now();
  const steps: number[] = [];
  for (;;) {
    const begun = performance.now();
    const { more } = await rollUp(till, { schema: 'chain', most: MOST });
    steps.push(performance.now() - begun);
    if (!more) break;
  }
  console.log(
    `filled the roll-ups in ${steps.length} steps: ${seconds(started)}; a step (p50, p99 ms): ${quantiles(steps)}`,
  );
}

async function printSizes(client: pg.Client): Promise<void> {
  for (const table of ['chain.transfers', 'till.metric_payments', 'till.metric_failures']) {
    const { rows } = await client.query<{ rows: string; size: string }>(
      `select reltuples::bigint as rows, pg_size_pretty(pg_total_relation_size(oid)) as size from pg_class where oid = $1::regclass`,
      [table],
    );
    console.log(`${table.padEnd(22)} ${rows[0]?.rows ?? '?'} rows, ${rows[0]?.size ?? '?'} with indexes`);
  }
}

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  // The first warms caches and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    await work(round);
    if (round > 0) times.push(performance.now() - started);
  }
  return times;
}

function quantiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(1).padStart(8);
  return `${at(0.5)} ${at(0.99)}`;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
