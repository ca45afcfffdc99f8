/**
 * How many questions about payments, orders and history the gateway answers a second, beside `@subql/query` on the same schema in
 * the same run: `npm run bench:gateway`. Options: `--rows 10000000` transfers, `--orders 1000000`, `--connections 32`, `--seconds 5`
 * (each turn), `--rounds 2` (turns of each of the two), `--alone` (without `@subql/query`), `--peer FOLDER` (where it is installed;
 * default: it is installed from the npm registry and removed again), `--small` (few of everything; alone unless there is a `--peer`),
 * `--database postgres://…` (a server to make a database on; default a Postgres of its own).
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { openTillDatabase } from '../../src/store/till/database.js';
import { createTestKey } from '../../test/support/till.js';
import { startBenchGateway } from '../chain/gateway.js';
import { fillTill, sumUpOnce } from '../chain/till.js';
import type { Report } from '../report.js';
import { postgresVersion, withDatabase } from '../server.js';
import { openSteps, untilDone } from '../steps.js';
import { withPeer, type Peer } from './peer.js';
import { questions } from './questions.js';
import { sample } from './samples.js';
import { ask, type TurnOptions } from './turns.js';

interface Sizes extends TurnOptions {
  readonly rows: number;
  readonly orders: number;
  readonly companies: number;
}

/** Where the peer is: in a folder, still to be installed, or left out. */
type PeerChoice = { readonly folder: string | null } | null;

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      orders: { type: 'string', default: '1000000' },
      connections: { type: 'string', default: '32' },
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '2' },
      alone: { type: 'boolean', default: false },
      peer: { type: 'string' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const sizes: Sizes = values.small
    ? { rows: 20_000, orders: 500, companies: 200, connections: 4, seconds: 1, rounds: 1, warmUp: 0 }
    : {
        rows: Number(values.rows),
        orders: Number(values.orders),
        companies: 2_000,
        connections: Number(values.connections),
        seconds: Number(values.seconds),
        rounds: Number(values.rounds),
        warmUp: 2,
      };
  const folder = values.peer ?? null;
  const alone = values.alone || (values.small && folder === null);
  return withDatabase(values.database, (url) => measure(url, sizes, alone ? null : { folder }));
}

async function measure(url: string, sizes: Sizes, choice: PeerChoice): Promise<Report> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const till = openTillDatabase({
    url,
    log: pino({ level: 'silent' }),
    statementTimeoutMs: 3_600_000,
  });
  const steps = openSteps();
  try {
    // Logged: the peer does not see tables without a write-ahead log.
    const merchantId = await fillTill({ url, client, till, ...sizes, unlogged: false }, steps);
    await steps.step("companies' sums, by the settler's own steps", () => untilDone(() => sumUpOnce(till)));
    await client.query('vacuum analyze');
    const key = await createTestKey(till, { merchantId, kind: 'read' });
    const asked = questions(await sample(client, sizes.orders, sizes.companies), key);
    const work = async (peer: Peer | null): Promise<Report> => {
      const gateway = await startBenchGateway(url);
      try {
        return {
          facts: {
            transfers: sizes.rows,
            orders: sizes.orders,
            connections: sizes.connections,
            '@subql/query': peer?.version ?? 'left out',
            postgres: await postgresVersion(client),
          },
          tables: [steps.table(), await ask(asked, gateway, peer, sizes)],
        };
      } finally {
        await gateway.stop();
      }
    };
    return await (choice === null ? work(null) : withPeer(choice.folder, url, work));
  } finally {
    await Promise.all([till.destroy(), client.end()]);
  }
}
