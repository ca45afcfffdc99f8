import { sql } from 'kysely';
import type { ChainDatabase } from '../chain/database.js';
import type { HistoryRow } from '../chain/account-history.js';
import { placesSql, type FlowPage, type FlowTable, type Place } from './places.js';
import type { FlowFilter } from './sides.js';

/** A transfer of a company; `asset` is null for the chain's own token. */
export type EntryRow = HistoryRow;

export interface FlowRows<Row> {
  readonly rows: readonly Row[];
  readonly hasNext: boolean;
}

export function placeOfEntry({ blockNumber, eventIndex }: EntryRow): Place {
  return [blockNumber, eventIndex];
}

/** One page of a company's transfers, native and assets together, in chain order, each once. */
export async function readEntries(chain: ChainDatabase, page: FlowPage): Promise<FlowRows<EntryRow>> {
  const { limit } = page;
  const by = sql.raw(page.order);
  const statement = sql<EntryRow>`
    with ${placesSql(chain, tablesOf(page.filter), { ...page, limit: limit + 1 })},
    entry as (
      select ${COLUMNS}, null::text as asset from place p join ${chain.table('transfers')} t
        on t.block_number = p.block_number and t.event_index = p.number where p.source = 'transfers'
      union all
      select ${COLUMNS}, t.asset from place p join ${chain.table('assetTransfers')} t
        on t.block_number = p.block_number and t.event_index = p.number where p.source = 'assetTransfers'
    )
    select e.*, a.symbol as asset_symbol, a.decimals as asset_decimals
    from entry e left join ${chain.table('assets')} a on a.id = e.asset
    order by e.block_number ${by}, e.event_index ${by}`;
  const { rows } = await statement.execute(chain.db);
  return { rows: rows.slice(0, limit), hasNext: rows.length > limit };
}

const COLUMNS = sql.raw(
  [
    'id',
    'from_id',
    'to_id',
    'value',
    'remark',
    'reference',
    'pairing',
    'block_id',
    'block_number',
    'timestamp',
    'event_index',
    'extrinsic_index',
    'extrinsic_hash',
    'call_path',
    'signer_id',
    'fee_payer_id',
    'fee',
  ]
    .map((column) => `t.${column}`)
    .join(', '),
);

function tablesOf({ asset }: FlowFilter): readonly FlowTable[] {
  const all = sql`true`;
  return [
    { name: 'transfers', number: 'event_index', asset: asset === null || asset.id === null ? all : null },
    {
      name: 'assetTransfers',
      number: 'event_index',
      asset: asset === null ? all : asset.id === null ? null : sql`t.asset = ${asset.id}::text`,
    },
  ];
}
