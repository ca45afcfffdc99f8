import { DESCRIPTION, describedBy, type AssetDescription } from './asset-description.js';
import type { ChainDatabase } from './database.js';
import type { AssetTransferRow } from './tables.js';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import { EVENT_POSITION, TRANSFER_COLUMNS, TRANSFER_LOOKUPS } from './transfers.js';

export const ASSET_TRANSFER_COLUMNS = {
  ...TRANSFER_COLUMNS,
  asset: { kind: 'text', nullable: false },
} as const satisfies Columns;

/** A transfer with what the chain said of its asset; null where it said nothing. */
export interface DescribedAssetTransfer extends AssetTransferRow, AssetDescription {}

/** Transfers of the assets of pallet assets. */
export function listAssetTransfers(
  chain: ChainDatabase,
  request: ListRequest,
): Promise<Page<DescribedAssetTransfer>> {
  const table: ListTable = {
    from: chain.table('assetTransfers'),
    columns: ASSET_TRANSFER_COLUMNS,
    position: EVENT_POSITION,
    lookups: TRANSFER_LOOKUPS,
    joined: describedBy(chain),
  };
  return readPage(chain.db, table, request);
}

export async function findAssetTransfer(
  chain: ChainDatabase,
  id: string,
): Promise<DescribedAssetTransfer | undefined> {
  return chain.db
    .selectFrom('assetTransfers as t')
    .leftJoin('assets as a', 'a.id', 't.asset')
    .selectAll('t')
    .select(DESCRIPTION)
    .where('t.id', '=', id)
    .executeTakeFirst();
}
