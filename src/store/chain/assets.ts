import type { ChainDatabase } from './database.js';
import type { AssetRow } from './tables.js';

/** Those of the assets that the index has seen the chain say something of. */
export async function findAssets(chain: ChainDatabase, ids: readonly string[]): Promise<readonly AssetRow[]> {
  return ids.length === 0 ? [] : chain.db.selectFrom('assets').selectAll().where('id', 'in', ids).execute();
}

/** What the chain said last of an asset; undefined where the index has not seen it say anything. */
export async function findAsset(chain: ChainDatabase, id: string): Promise<AssetRow | undefined> {
  return chain.db.selectFrom('assets').selectAll().where('id', '=', id).executeTakeFirst();
}
