/**
 * What the gateway answers over a year of a busy chain, filled once: company history, figures and files one after the other
 * (`npm run bench:metrics`), and questions from many connections at once, beside `@subql/query` on the same schema (`npm run
 * bench:gateway`). Options: `--only figures` or `--only load` (default both), `--rows 10000000` transfers, `--orders 1000000`,
 * `--rounds 100` (readings of each figure), `--connections 32`, `--seconds 5` (each turn of the load), `--turns 2` (of each of the
 * two), `--alone` (without `@subql/query`), `--peer FOLDER` (where it is installed; default: it is installed from the npm registry
 * and removed again), `--verify` (also count all roll-ups again), `--small` (few of everything; alone unless there is a `--peer`),
 * `--database postgres://…` (a server to make a database on; default a Postgres of its own).
 */
import { parseArgs } from 'node:util';
import { withFilled, type Filled, type Sizes } from '../chain/filled.js';
import { figureTables } from '../metrics/tables.js';
import { loadTables, type LoadChoice } from '../gateway/tables.js';
import type { Report } from '../report.js';
import { postgresVersion, withDatabase } from '../server.js';
import { openSteps } from '../steps.js';

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rows: { type: 'string', default: '10000000' },
      orders: { type: 'string', default: '1000000' },
      rounds: { type: 'string', default: '100' },
      connections: { type: 'string', default: '32' },
      seconds: { type: 'string', default: '5' },
      turns: { type: 'string', default: '2' },
      alone: { type: 'boolean', default: false },
      peer: { type: 'string' },
      verify: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const { only, small, peer } = values;
  if (only !== undefined && only !== 'figures' && only !== 'load')
    throw new Error(`--only: figures or load, not ${only}`);
  const sizes: Sizes = small
    ? { rows: 20_000, orders: 500, companies: 200 }
    : { rows: Number(values.rows), orders: Number(values.orders), companies: 2_000 };
  const rounds = small ? 1 : Number(values.rounds);
  const load: LoadChoice = {
    peer: values.alone || (small && peer === undefined) ? null : { folder: peer ?? null },
    ...(small
      ? { connections: 4, seconds: 1, rounds: 1, warmUp: 0 }
      : {
          connections: Number(values.connections),
          seconds: Number(values.seconds),
          rounds: Number(values.turns),
          warmUp: 2,
        }),
  };
  const steps = openSteps();
  const ask = async (filled: Filled): Promise<Report> => {
    const parts = [
      ...(only === 'load' ? [] : [await figureTables(filled, rounds)]),
      ...(only === 'figures' ? [] : [await loadTables(filled, load)]),
    ];
    const facts = {
      transfers: sizes.rows,
      orders: sizes.orders,
      postgres: await postgresVersion(filled.client),
    };
    return {
      facts: Object.assign(facts, ...parts.map((part) => part.facts)) as Report['facts'],
      tables: [steps.table(), ...parts.flatMap(({ tables }) => tables)],
    };
  };
  return withDatabase(values.database, (url) => withFilled(url, sizes, values.verify || small, steps, ask));
}
