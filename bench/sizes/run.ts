/**
 * What a million of each thing takes on disk: `npm run bench:sizes`. It fills the tables as Chaintill does (orders are registered
 * with a gateway, paid, settled and told by webhook), and divides their sizes, with indexes, by their rows. Options:
 * `--transfers 100000`, `--orders 20000`, `--small` (few of everything), `--database postgres://…` (a server to make a database
 * on; default a Postgres of its own).
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { ensureChainIndexes } from '../../src/store/chain/indexes.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { fillChain } from '../chain/fill.js';
import { sumUpOnce } from '../chain/till.js';
import type { Cell, Report } from '../report.js';
import { postgresVersion, withDatabase } from '../server.js';
import { openSteps, untilDone } from '../steps.js';
import { deliverAll, payOrders, registerOrders } from './orders.js';

const silent = pino({ level: 'silent' });

/** Tables of the chain, by the transfers, asset transfers or failures that fill them. */
const OF_THE_CHAIN = ['chain.transfers', 'chain.asset_transfers', 'chain.failed_payments'] as const;
/** What an order leaves for good, and for thirty days; figures of orders, a row a quarter of an hour, are nothing beside it. */
const OF_ORDERS = ['orders', 'commands', 'events', 'payments', 'audit_log'].map((name) => `till.${name}`);
const OF_DELIVERIES = ['till.deliveries', 'till.delivery_attempts'] as const;
/** What the settler keeps of all transfers for figures and company history. */
const ROLLED_UP = ['till.metric_payments', 'till.metric_failures', 'till.company_sums'] as const;

const GIB = 2 ** 30;
const MILLION = 1_000_000;

interface Sizes {
  readonly transfers: number;
  readonly orders: number;
}

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      transfers: { type: 'string', default: '100000' },
      orders: { type: 'string', default: '20000' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const sizes: Sizes = values.small
    ? { transfers: 2_000, orders: 100 }
    : { transfers: Number(values.transfers), orders: Number(values.orders) };
  return withDatabase(values.database, (url) => measure(url, sizes));
}

async function measure(url: string, { transfers, orders }: Sizes): Promise<Report> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 600_000 });
  const steps = openSteps();
  const logged = new Map<string, number>();
  const step = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const before = await logPosition(client);
    await steps.step(what, work);
    logged.set(what, (await logPosition(client)) - before);
  };
  try {
    const chain = { url, rows: transfers, companies: 200 };
    await step('transfers and their indexes', () => fillChain(chain, console.error));
    await step("the gateway's indexes", () => ensureChainIndexes(url, 'chain', new AbortController().signal));
    await migrateTill({ url, log: silent });
    await claimTill(till, { network: 'bench', genesisHash: '0x00', chainIdentity: '0x00' });
    await client.query('vacuum analyze');
    const ofChain = await sizesOf(client, OF_THE_CHAIN);
    await deliverAll(url, till, async (endpoint) => {
      await step('orders, registered over HTTP', () => registerOrders(url, till, orders, endpoint));
      await step('orders, paid and settled', () => payOrders(till, orders));
    });
    await step('roll-ups and sums', () => rollUpAll(till));
    await client.query('vacuum analyze');
    const rolledUp = await sizesOf(client, ROLLED_UP);
    const ofOrders = await sizesOf(client, OF_ORDERS);
    const ofDeliveries = await sizesOf(client, OF_DELIVERIES);
    return {
      facts: { transfers, orders, postgres: await postgresVersion(client) },
      tables: [
        steps.table(),
        {
          title: 'Sizes of tables, in bytes a row',
          columns: ['table', 'rows', 'row', 'its indexes'],
          rows: [...ofChain, ...rolledUp, ...ofOrders, ...ofDeliveries].map(
            ({ name, rows, heap, indexes }) => [
              name,
              rows,
              Math.round(heap / Math.max(rows, 1)),
              Math.round(indexes / Math.max(rows, 1)),
            ],
          ),
        },
        {
          title: 'A million of each, in GiB',
          columns: ['a million', 'GiB', 'of them indexes'],
          rows: [
            ...ofChain.map((one) => million(one.name, [one], one.rows)),
            million('transfers: roll-ups and sums, at most', rolledUp, transfers),
            million('orders: for good', ofOrders, orders),
            million('orders: webhooks to one endpoint, for thirty days', ofDeliveries, orders),
          ],
        },
        {
          title: 'Write-ahead log, which goes to replicas, in GiB a million',
          columns: ['a million', 'GiB'],
          rows: [
            [
              'transfers, and a tenth and a fiftieth of the others',
              gib(logOf(logged, /indexes$/), transfers),
            ],
            ['orders, registered and settled', gib(logOf(logged, /^orders/), orders)],
          ],
        },
      ],
    };
  } finally {
    await Promise.all([till.destroy(), client.end()]);
  }
}

async function rollUpAll(till: TillDatabase): Promise<void> {
  await untilDone(async () => (await rollUp(till, { schema: 'chain', most: 100_000 })).more);
  await untilDone(() => sumUpOnce(till));
}

interface TableSize {
  readonly name: string;
  readonly rows: number;
  /** In bytes, with what is stored apart from it. */
  readonly heap: number;
  readonly indexes: number;
}

async function sizesOf(client: pg.Client, tables: readonly string[]): Promise<readonly TableSize[]> {
  const sizes: TableSize[] = [];
  for (const name of tables) {
    const { rows } = await client.query<{ rows: string; heap: string; indexes: string }>(
      `select (select count(*) from ${name}) as rows, pg_table_size($1::regclass) as heap, pg_indexes_size($1::regclass) as indexes`,
      [name],
    );
    const [row] = rows;
    sizes.push({ name, rows: Number(row?.rows), heap: Number(row?.heap), indexes: Number(row?.indexes) });
  }
  return sizes;
}

function million(what: string, sizes: readonly TableSize[], things: number): readonly Cell[] {
  const indexes = sizes.reduce((sum, size) => sum + size.indexes, 0);
  const all = sizes.reduce((sum, size) => sum + size.heap, indexes);
  return [what, gib(all, things), gib(indexes, things)];
}

/** Of a million, to a hundredth. */
function gib(bytes: number, things: number): number {
  return Math.round((bytes / things) * (MILLION / GIB) * 100) / 100;
}

/** Bytes that the server has written into its log. */
async function logPosition(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ position: string }>(
    "select pg_current_wal_lsn() - '0/0' as position",
  );
  return Number(rows[0]?.position);
}

function logOf(logged: ReadonlyMap<string, number>, what: RegExp): number {
  return [...logged].reduce((sum, [step, bytes]) => sum + (what.test(step) ? bytes : 0), 0);
}
