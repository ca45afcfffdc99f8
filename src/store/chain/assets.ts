import type { ChainDatabase } from './database.js';
import type { AssetRow } from './tables.js';

/** What the chain said last of an asset; undefined where the index has not seen it say anything. */
export async function findAsset(chain: ChainDatabase, id: string): Promise<AssetRow | undefined> {
  return chain.db.selectFrom('assets').selectAll().where('id', '=', id).executeTakeFirst();
}
