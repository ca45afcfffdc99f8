import { sql } from 'kysely';
import type { OwnedBlocks } from '../../../domain/metrics/ownership.js';
import type { OwnedQuarters } from '../../../domain/metrics/quarters.js';
import { chainTable, type TillDatabase } from '../database.js';
import { tellsFailures } from '../settling/failures.js';
import { quarterOf } from './payments-sql.js';

/** After every quarter, with one more to come that Postgres can count. */
const NEVER = 2_147_483_646;

/**
 * In which quarters of an hour ownership begins and ends: in that of the first row of the index that is not before the block,
 * as nothing is between the two. Blocks without a time come before all others, and count nowhere.
 */
export async function readOwnedQuarters(
  db: TillDatabase,
  schema: string,
  owned: readonly OwnedBlocks[],
): Promise<readonly (OwnedBlocks & OwnedQuarters)[]> {
  const edges = owned.flatMap(({ fromBlock, untilBlock }) => [
    ...(fromBlock > 0 ? [fromBlock] : []),
    ...(untilBlock === null ? [] : [untilBlock]),
  ]);
  const quarters = await quartersFrom(db, schema, [...new Set(edges)]);
  return owned.map((one) => ({
    ...one,
    begin: one.fromBlock > 0 ? (quarters.get(one.fromBlock) ?? NEVER) : null,
    end: one.untilBlock === null ? null : (quarters.get(one.untilBlock) ?? NEVER),
  }));
}

/** @returns by block; none for a block after all rows */
async function quartersFrom(
  db: TillDatabase,
  schema: string,
  blocks: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (blocks.length === 0) return new Map();
  const tables = [
    chainTable(schema, 'transfers'),
    chainTable(schema, 'assetTransfers'),
    ...((await tellsFailures(db, schema)) ? [sql.id(schema, 'failed_payments')] : []),
  ];
  const firsts = tables.map(
    (table) =>
      sql`(select timestamp from ${table} where block_number >= b.block order by block_number limit 1)`,
  );
  const { rows } = await sql<{ block: number; quarter: number }>`
    select b.block, min(coalesce(${quarterOf('t.timestamp')}, 0)) as quarter
    from unnest(${[...blocks]}::integer[]) b(block) cross join lateral (${sql.join(firsts, sql` union all `)}) t
    group by b.block`.execute(db);
  return new Map(rows.map(({ block, quarter }) => [block, quarter]));
}
