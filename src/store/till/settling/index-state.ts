/** How the index stands to what was settled from it. */
import { sql } from 'kysely';
import { chainTable, type TillTransaction } from '../database.js';
import { indexedHeight } from '../indexed-height.js';
import type { LockedInstance } from '../instance-lock.js';

export interface IndexState {
  /** Null while there are no tables, or no block is indexed. */
  readonly indexedHeight: number | null;
  /** Names the tables as they are now: a rebuilt index has others. */
  readonly generation: string | null;
}

export async function readIndexState(db: TillTransaction, schema: string): Promise<IndexState> {
  const tables = ['transfers', 'asset_transfers', '_metadata'].map((table) => `"${schema}".${table}`);
  const { rows: found } = await sql<{ oid: string | null }>`
    select to_regclass(name)::oid::text as oid from unnest(${tables}::text[]) with ordinality as n(name, place)
    order by place`.execute(db);
  if (found.some(({ oid }) => oid === null)) return { indexedHeight: null, generation: null };
  const { rows } = await sql<{ height: number | null }>`select ${indexedHeight(schema)} as height`.execute(
    db,
  );
  return {
    indexedHeight: rows[0]?.height ?? null,
    generation: found.map(({ oid }) => oid).join('.'),
  };
}

/** What speaks against going on with this index; null when nothing does. */
export interface Objection {
  /** `rebuilding`: it is not yet as far as it was. `alarm`: it says something else than it did. */
  readonly state: 'rebuilding' | 'alarm';
  readonly reason: string;
}

/**
 * Compares the index with what was settled from it. Where its tables are new, with all payments; else with the newest block
 * that was used.
 */
export async function judgeIndex(
  db: TillTransaction,
  schema: string,
  instance: LockedInstance,
  index: IndexState,
): Promise<Objection | null> {
  const { settledHeight } = instance;
  if (settledHeight === null) return null;
  if (index.indexedHeight === null || index.indexedHeight < settledHeight) {
    const at = index.indexedHeight === null ? 'has no block' : `is at block ${index.indexedHeight}`;
    return {
      state: 'rebuilding',
      reason: `the index ${at}, and everything up to block ${settledHeight} was settled: waiting until it is there again`,
    };
  }
  if (index.generation !== instance.chainGeneration) return compareAll(db, schema, settledHeight);
  return instance.anchorHeight === null || (await hasBlock(db, schema, instance))
    ? null
    : {
        state: 'alarm',
        reason: `the index no longer has block ${instance.anchorHeight} (${instance.anchorHash ?? ''}), which was settled from`,
      };
}

async function hasBlock(
  db: TillTransaction,
  schema: string,
  { anchorHeight, anchorHash }: LockedInstance,
): Promise<boolean> {
  const has = (table: 'transfers' | 'assetTransfers'): ReturnType<typeof sql> =>
    sql`exists (select from ${chainTable(schema, table)} where block_number = ${anchorHeight} and block_id = ${anchorHash})`;
  const { rows } = await sql<{
    has: boolean;
  }>`select ${has('transfers')} or ${has('assetTransfers')} as has`.execute(db);
  return rows[0]?.has === true;
}

/** Every payment must be in the index as it was, and nothing that came to an account may be new below the height. */
async function compareAll(db: TillTransaction, schema: string, height: number): Promise<Objection | null> {
  const same = (
    table: 'transfers' | 'assetTransfers',
    asset: ReturnType<typeof sql>,
  ): ReturnType<typeof sql> => sql`
    exists (select from ${chainTable(schema, table)} t where t.id = p.transfer_id and t.block_id = p.block_hash
      and t.from_id = p.from_account and t.to_id = p.to_account and t.value = p.value
      and t.reference is not distinct from p.reference and ${asset} is not distinct from p.asset)`;
  const { rows: gone } = await sql<{ id: string }>`
    select p.transfer_id as id from till.payments p
    where not (${same('transfers', sql`null::text`)}) and not (${same('assetTransfers', sql`t.asset`)})
    limit 3`.execute(db);
  if (gone.length > 0) {
    return {
      state: 'alarm',
      reason: `the index was rebuilt and says otherwise than before about transfers that were used: ${gone.map(({ id }) => id).join(', ')}`,
    };
  }
  const added = (table: 'transfers' | 'assetTransfers'): ReturnType<typeof sql> => sql`
    select t.id from till.accounts a join ${chainTable(schema, table)} t on t.to_id = a.account
      and t.block_number >= a.from_height and (a.to_height is null or t.block_number < a.to_height)
    where t.block_number <= ${height} and not exists (select from till.payments p where p.transfer_id = t.id)
      and not exists (select from till.orders o where o.payee = t.to_id and o.reference = t.reference
        and o.applied_height is null)
      and not exists (select from till.commands c where c.applied_height is null and c.kind = 'account'
        and c.payload ->> 'accountId' = a.id::text)`;
  const { rows: more } = await sql<{ id: string }>`
    (${added('transfers')} limit 3) union all (${added('assetTransfers')} limit 3)`.execute(db);
  return more.length === 0
    ? null
    : {
        state: 'alarm',
        reason: `the index was rebuilt and has transfers that it did not have before: ${more.map(({ id }) => id).join(', ')}`,
      };
}
