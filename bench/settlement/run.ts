/**
 * How long settling a block takes, by the number of open orders: `npm run bench:settlement`. Options: `--orders 10000,100000`
 * (default up to a million), `--payments 1000`, `--rounds 7`.
 */
import { mkdtemp, rm, chmod } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/cli/postgres/embedded.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { openTillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { chainSchemaStatements } from '../../test/support/chain-schema.js';
import { network } from '../../test/support/network.js';
import { addBlock, addOpenOrders, PAYEE } from './fill.js';

const silent = pino({ level: 'silent' });

export async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string', default: '10000,100000,1000000' },
      payments: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '7' },
    },
  });
  const sizes = values.orders.split(',').map(Number);
  const [payments, rounds] = [Number(values.payments), Number(values.rounds)];
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-bench-'));
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: silent, onNote: console.log });
  try {
    await measure(server.url, sizes, payments, rounds);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  url: string,
  sizes: readonly number[],
  payments: number,
  rounds: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create extension if not exists btree_gist');
  await client.query((await chainSchemaStatements()).join('\n'));
  await client.end();
  const till = openTillDatabase({ url, log: silent, statementTimeoutMs: 600_000 });
  try {
    await migrateTill(till);
    await claimTill(till, { network: 'bench', genesisHash: '0x00', chainIdentity: '0x00' });
    const { id: merchantId } = await till
      .insertInto('merchants')
      .values({ name: 'Bench' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await till
      .insertInto('accounts')
      .values({ account: PAYEE, merchantId, fromHeight: 0, provedBy: 'operator' } as never)
      .execute();

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
    console.log(`${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
    console.log(
      `one block of ${payments} payments, each settling an order; median and range of ${rounds} blocks\n`,
    );
    console.log('open orders   ms a block        payments/s');
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
      times.sort((a, b) => a - b);
      const median = times[Math.floor(times.length / 2)] ?? 0;
      const range = `${times[0]?.toFixed(0) ?? ''} to ${times.at(-1)?.toFixed(0) ?? ''}`;
      console.log(
        `${String(size).padStart(11)}   ${`${median.toFixed(0)} (${range})`.padEnd(17)} ${Math.round((payments * 1000) / median)}`,
      );
    }
  } finally {
    await till.destroy();
  }
}
