import { sql } from 'kysely';
import type { ChainDatabase } from './database.js';
import type { ListTable } from '../lists/list.js';

/** What the chain said of a row's asset; null where it said nothing. */
export interface AssetDescription {
  readonly assetName: string | null;
  readonly assetSymbol: string | null;
  readonly assetDecimals: number | null;
}

/** The columns of {@link AssetDescription}, of the table `assets` as `a`. */
export const DESCRIPTION = [
  'a.name as assetName',
  'a.symbol as assetSymbol',
  'a.decimals as assetDecimals',
] as const;

/** Adds {@link AssetDescription} to the rows of a list. */
export function describedBy(chain: ChainDatabase): NonNullable<ListTable['joined']> {
  return {
    columns: sql`a.name as asset_name, a.symbol as asset_symbol, a.decimals as asset_decimals`,
    join: sql`left join ${chain.table('assets')} a on a.id = r.asset`,
  };
}
