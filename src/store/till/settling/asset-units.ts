import { sql } from 'kysely';
import type { AssetUnit } from '../../../domain/events/notation.js';
import { chainTable, type TillTransaction } from '../database.js';

/**
 * What the chain says of assets, by id; nothing where it has said nothing, or the index is not there.
 * @param ids in pallet assets; null for the chain's own token, which it says nothing of
 */
export async function readAssetUnits(
  db: TillTransaction,
  schema: string,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, AssetUnit>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const { rows: found } = await sql<{ there: boolean }>`
    select to_regclass(${`"${schema}".assets`}) is not null as there`.execute(db);
  if (found[0]?.there !== true) return new Map();
  const { rows } = await sql<AssetUnit & { readonly id: string }>`
    select id, symbol, decimals from ${chainTable(schema, 'assets')} where id = any(${wanted}::text[])`.execute(
    db,
  );
  return new Map(rows.map(({ id, symbol, decimals }) => [id, { symbol, decimals }]));
}
