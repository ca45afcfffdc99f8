import { sql, type RawBuilder } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { tellsFailures } from '../settling/failures.js';
import { addFailures, addPayments } from './adding.js';
import { readGeneration } from './generation.js';
import { FAILURES, PAYMENTS } from './tables.js';

/** A roll-up that is not what the index says; all that is in it as text, null where there is no such row. */
export interface MetricDifference {
  readonly table: 'payments' | 'failures';
  readonly account: string;
  /** Beginning of its quarter of an hour, in ISO 8601, UTC. */
  readonly quarter: string;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly stored: Readonly<Record<string, unknown>> | null;
  readonly counted: Readonly<Record<string, unknown>> | null;
}

export interface Verification {
  /** Everything up to this block was compared; -1 for nothing. */
  readonly height: number;
  /** Roll-ups that were compared. */
  readonly rows: number;
  /** How many differ, and the first of them. */
  readonly different: number;
  readonly differences: readonly MetricDifference[];
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
 * Counts all payments of the index again, as of one moment and up to where the roll-ups are, and compares. It goes from block
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
      ];
      return {
        height,
        rows: parts.reduce((sum, { rows }) => sum + rows, 0),
        different: parts.reduce((sum, { different }) => sum + different, 0),
        differences: parts.flatMap(({ differences }) => differences).slice(0, options.most),
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
  kind: keyof typeof TABLES,
  fill: number,
  most: number,
): Promise<{ rows: number; different: number; differences: MetricDifference[] }> {
  const key = sql.join(['account', 'quarter', ...TABLES[kind].kind].map((name) => sql.ref(name)));
  // As text: a sum may have more digits than a number of JSON.
  const counts = (row: string): RawBuilder<unknown> =>
    sql`(select jsonb_object_agg(name, value) from jsonb_each_text(to_jsonb(${sql.ref(row)})) as e(name, value)
      where name <> 'fill')`;
  const both = sql`(select * from ${sql.id('till', TABLES[kind].name)} where fill = ${fill}) s
    full join ${sql.id(RECOUNT[kind])} c using (fill, ${key})`;
  const { rows: sums } = await sql<{ rows: string; different: string }>`
    select count(*) as rows, count(*) filter (where s is distinct from c) as different from ${both}`.execute(
    db,
  );
  const { rows } = await sql<Omit<MetricDifference, 'table'>>`
    select account, to_char(to_timestamp(quarter::bigint * 900) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as quarter,
      nullif(asset, '') as asset, ${counts('s')} as stored, ${counts('c')} as counted
    from ${both} where s is distinct from c
    order by account, quarter, asset limit ${most}`.execute(db);
  return {
    rows: Number(sums[0]?.rows ?? 0),
    different: Number(sums[0]?.different ?? 0),
    differences: rows.map((row) => ({ table: kind, ...row })),
  };
}
