import { sql } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { tellsFailures } from '../settling/failures.js';
import { addFailures, addPayments } from './adding.js';
import { compareRows, type Compared, type Difference } from './differences.js';
import { readGeneration } from './generation.js';
import { FAILURES, PAYMENTS } from './tables.js';
import { verifyOrders, type OrderDifference } from './verify-orders.js';

/** A roll-up that is not what the index says. */
export interface MetricDifference extends Difference {
  readonly table: 'payments' | 'failures';
  readonly account: string;
}

export interface Verification extends Compared<MetricDifference | OrderDifference> {
  /** Everything up to this block was compared; -1 for nothing. */
  readonly height: number;
}

export interface VerifyOptions {
  /** Schema of the index. */
  readonly schema: string;
  /** Blocks that are counted at once. */
  readonly blocks: number;
  /** Differences that are told. */
  readonly most: number;
  /** Hears how far it is. */
  readonly onHeight?: (height: number) => void;
}

const TABLES = { payments: PAYMENTS, failures: FAILURES } as const;
const RECOUNT = { payments: 'metric_payments_recount', failures: 'metric_failures_recount' } as const;

/**
 * Counts all payments of the index and all orders again, as of one moment and up to where the roll-ups are, and compares. It goes from block
 * to block and keeps its count in the database: its memory does not grow with the index.
 * @throws {ChaintillError} `INDEX_NOT_READY` where the roll-ups are not of the index that is there
 */
export async function verifyMetrics(till: TillDatabase, options: VerifyOptions): Promise<Verification> {
  return till
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      const { fill, generation, height, failuresHeight } = await db
        .selectFrom('metricProgress')
        .selectAll()
        .executeTakeFirstOrThrow();
      if (height < 0 || generation !== (await readGeneration(db, options.schema))) {
        throw new ChaintillError(
          'INDEX_NOT_READY',
          'payments are not counted yet, or counted anew for an index that was rebuilt: start the gateway, and try again later',
        );
      }
      await recount(db, options, { fill, height, failuresHeight });
      const parts = [
        await compare(db, 'payments', fill, options.most),
        await compare(db, 'failures', fill, options.most),
        await verifyOrders(db, options.most),
      ];
      return {
        height,
        rows: parts.reduce((sum, { rows }) => sum + rows, 0),
        different: parts.reduce((sum, { different }) => sum + different, 0),
        differences: parts
          .flatMap(({ differences }): readonly (MetricDifference | OrderDifference)[] => differences)
          .slice(0, options.most),
      };
    });
}

async function recount(
  db: TillTransaction,
  { schema, blocks, onHeight }: VerifyOptions,
  {
    fill,
    height,
    failuresHeight,
  }: { readonly fill: number; readonly height: number; readonly failuresHeight: number },
): Promise<void> {
  for (const kind of ['payments', 'failures'] as const) {
    await sql`create temporary table ${sql.id(RECOUNT[kind])} (like ${sql.id('till', TABLES[kind].name)} including indexes)
      on commit drop`.execute(db);
  }
  const withFailures = await tellsFailures(db, schema);
  for (let after = -1; after < height; after += blocks) {
    const to = Math.min(after + blocks, height);
    await addPayments(db, sql.id(RECOUNT.payments), { schema, fill }, { after, to });
    const failuresTo = Math.min(to, failuresHeight);
    if (withFailures && failuresTo > after) {
      const table = sql.id(RECOUNT.failures);
      await addFailures(db, table, { schema, fill, height }, { after, to: failuresTo });
    }
    onHeight?.(to);
  }
}

async function compare(
  db: TillTransaction,
  table: keyof typeof TABLES,
  fill: number,
  most: number,
): Promise<Compared<MetricDifference>> {
  const key = sql.join(['account', 'quarter', ...TABLES[table].kind].map((name) => sql.ref(name)));
  const { differences, ...compared } = await compareRows<Omit<MetricDifference, 'table'>>(db, {
    both: sql`(select * from ${sql.id('till', TABLES[table].name)} where fill = ${fill}) s
      full join ${sql.id(RECOUNT[table])} c using (fill, ${key})`,
    where: sql`true`,
    owner: 'account',
    most,
  });
  return { ...compared, differences: differences.map((row) => ({ table, ...row })) };
}
