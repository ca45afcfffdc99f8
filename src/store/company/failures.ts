import { sql } from 'kysely';
import type { ChainDatabase } from '../chain/database.js';
import type { DescribedFailedPayment } from '../chain/failed-payments.js';
import type { FlowRows } from './entries.js';
import { placesSql, type FlowPage, type FlowTable, type Place } from './places.js';

export function placeOfFailure({ blockNumber, ordinal }: DescribedFailedPayment): Place {
  return [blockNumber, ordinal];
}

/** One page of the payments from and to a company's accounts that did not happen, in chain order. */
export async function readFailures(
  chain: ChainDatabase,
  page: FlowPage,
): Promise<FlowRows<DescribedFailedPayment>> {
  const { limit, filter } = page;
  const by = sql.raw(page.order);
  const table: FlowTable = {
    name: 'failedPayments',
    number: 'ordinal',
    asset: filter.asset === null ? sql`true` : sql`t.asset is not distinct from ${filter.asset.id}::text`,
  };
  const statement = sql<DescribedFailedPayment>`
    with ${placesSql(chain, [table], { ...page, limit: limit + 1 })}
    select t.*, a.name as asset_name, a.symbol as asset_symbol, a.decimals as asset_decimals
    from place p join ${chain.table('failedPayments')} t
      on t.block_number = p.block_number and t.ordinal = p.number
    left join ${chain.table('assets')} a on a.id = t.asset
    order by t.block_number ${by}, t.ordinal ${by}`;
  const { rows } = await statement.execute(chain.db);
  return { rows: rows.slice(0, limit), hasNext: rows.length > limit };
}
