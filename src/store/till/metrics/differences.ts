/** Roll-ups beside what was counted again. */
import { sql, type RawBuilder } from 'kysely';
import type { TillTransaction } from '../database.js';

/** A roll-up that is not what was counted; all that is in it as text, null where there is no such row. */
export interface Difference {
  /** Beginning of its quarter of an hour, in ISO 8601, UTC. */
  readonly quarter: string;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly stored: Readonly<Record<string, unknown>> | null;
  readonly counted: Readonly<Record<string, unknown>> | null;
}

export interface Compared<Found> {
  /** Roll-ups that were compared. */
  readonly rows: number;
  /** How many differ, and the first of them. */
  readonly different: number;
  readonly differences: readonly Found[];
}

export interface Comparison {
  /** Roll-ups `s` joined in full with counts `c`, by `owner`, `quarter` and `asset` among others. */
  readonly both: RawBuilder<unknown>;
  /** Which of them count. */
  readonly where: RawBuilder<unknown>;
  /** The column that says whose they are. */
  readonly owner: string;
  /** Differences that are told. */
  readonly most: number;
}

export async function compareRows<Found extends Difference>(
  db: TillTransaction,
  { both, where, owner, most }: Comparison,
): Promise<Compared<Found>> {
  // As text: a sum may have more digits than a number of JSON.
  const text = (row: string): RawBuilder<unknown> =>
    sql`(select jsonb_object_agg(name, value) from jsonb_each_text(to_jsonb(${sql.ref(row)})) as e(name, value)
      where name <> 'fill')`;
  const { rows: sums } = await sql<{ rows: string; different: string }>`
    select count(*) as rows, count(*) filter (where s is distinct from c) as different from ${both} where ${where}`.execute(
    db,
  );
  const { rows } = await sql<Found>`
    select ${sql.ref(owner)}, to_char(to_timestamp(quarter::bigint * 900) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as quarter,
      nullif(asset, '') as asset, ${text('s')} as stored, ${text('c')} as counted
    from ${both} where ${where} and s is distinct from c
    order by ${sql.ref(owner)}, quarter, asset limit ${most}`.execute(db);
  return {
    rows: Number(sums[0]?.rows ?? 0),
    different: Number(sums[0]?.different ?? 0),
    differences: rows,
  };
}
