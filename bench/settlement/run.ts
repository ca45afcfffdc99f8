/**
 * How long settling a block takes, by the number of open orders: `npm run bench:settlement`. Options: `--orders 10000,100000`
 * (default up to a million), `--payments 1000`, `--rounds 7`, `--small` (few of everything), `--database postgres://…` (a
 * server to make a database on; default a Postgres of its own).
 */
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { openTillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';
import { network } from '../../test/support/network.js';
import { createTestMerchant } from '../../test/support/till.js';
import { quantile, tenths } from '../measure.js';
import type { Cell, Report } from '../report.js';
import { withDatabase } from '../server.js';
import { addBlock, addOpenOrders, PAYEE } from './fill.js';

const silent = pino({ level: 'silent' });

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string', default: '10000,100000,1000000' },
      payments: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '7' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const sizes = values.small ? [200, 1_000] : values.orders.split(',').map(Number);
  const [payments, rounds] = values.small ? [20, 2] : [Number(values.payments), Number(values.rounds)];
  return withDatabase(values.database, async (url) => ({
    facts: { payments, rounds },
    tables: [
      {
        title: `Settling a block of ${payments} payments, each of an order of its own, ms`,
        columns: ['open orders', 'median', 'least', 'most', 'payments a second'],
        rows: await measure(url, sizes, payments, rounds),
      },
    ],
  }));
}

async function measure(
  url: string,
  sizes: readonly number[],
  payments: number,
  rounds: number,
): Promise<readonly (readonly Cell[])[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query((await chainSchemaStatements()).join('\n'));
  await client.end();
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 600_000 });
  try {
    await migrateTill({ url, log: silent });
    await claimTill(till, { network: 'bench', genesisHash: '0x00', chainIdentity: '0x00' });
    await createTestMerchant(till, { name: 'Bench', accounts: [PAYEE] });

    const step = (): ReturnType<typeof settleStep> =>
      settleStep(till, {
        epoch: 0n,
        schema: 'chain',
        most: 2_000,
        limit: null,
        plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
      });
    let height = 1;
    let next = 1;
    let orders = 0;
    await addBlock(till, height, 0, 0);
    await step();
    const rows: (readonly Cell[])[] = [];
    for (const size of sizes) {
      const wanted = next + size - 1;
      await addOpenOrders(till, orders + 1, wanted);
      orders = wanted;
      const times: number[] = [];
      // The first round warms caches and plans and is not counted.
      for (let round = 0; round <= rounds; round++) {
        height += 1;
        await addBlock(till, height, next, payments);
        next += payments;
        const started = performance.now();
        const { counts } = await step();
        const ms = performance.now() - started;
        if (counts.facts !== payments) throw new Error(`settled ${counts.facts} of ${payments} payments`);
        if (round > 0) times.push(ms);
      }
      const median = quantile(times, 0.5);
      rows.push([
        size,
        tenths(median),
        tenths(quantile(times, 0)),
        tenths(quantile(times, 1)),
        Math.round((payments * 1000) / median),
      ]);
    }
    return rows;
  } finally {
    await till.destroy();
  }
}
