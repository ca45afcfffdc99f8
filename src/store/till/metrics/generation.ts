import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/**
 * Names the tables of the index that roll-ups are made from as they are now: one that is made anew has another oid, and
 * one that an earlier version did not make has none.
 */
export async function readGeneration(db: TillDatabase, schema: string): Promise<string> {
  const tables = ['transfers', 'asset_transfers', 'failed_payments'].map((table) => `"${schema}".${table}`);
  const { rows } = await sql<{ generation: string }>`
    select string_agg(coalesce(to_regclass(name)::oid::text, ''), '.' order by place) as generation
    from unnest(${tables}::text[]) with ordinality as n(name, place)`.execute(db);
  return rows[0]?.generation ?? '';
}
