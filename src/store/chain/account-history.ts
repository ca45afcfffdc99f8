import { sql, type RawBuilder } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { ChainDatabase } from './database.js';
import type { TransferRow } from './tables.js';
import { beyond, orderSql, type Direction, type Key } from '../lists/order.js';
import { EVENT_POSITION, TRANSFER_COLUMNS } from './transfers.js';

export interface HistoryRequest {
  readonly account: AccountHex;
  readonly direction: Direction;
  /** Block number and event index of the last entry that was seen. */
  readonly after: Key | null;
  readonly limit: number;
  readonly count: boolean;
}

/** A transfer from or to the account; `asset` is null for the chain's own token. */
export interface HistoryRow extends TransferRow {
  readonly asset: string | null;
  readonly assetSymbol: string | null;
  readonly assetDecimals: number | null;
}

export interface HistoryPage {
  readonly rows: readonly HistoryRow[];
  readonly hasNext: boolean;
  /** All entries of the account; null when it was not asked for. */
  readonly total: number | null;
}

const TABLES = ['transfers', 'assetTransfers'] as const;

/** One page of all that an account sent and received, native and assets together, in chain order. */
export async function readHistory(chain: ChainDatabase, request: HistoryRequest): Promise<HistoryPage> {
  if (!request.count) return readEntries(chain, request);
  return chain.snapshot(async (snapshot) => {
    const page = await readEntries(snapshot, request);
    return { ...page, total: await countEntries(snapshot, request.account) };
  });
}

async function readEntries(chain: ChainDatabase, request: HistoryRequest): Promise<HistoryPage> {
  const order = EVENT_POSITION.map((column) => ({ column, direction: request.direction }));
  const page = request.after ? sql`and ${beyond(order, request.after, TRANSFER_COLUMNS)}` : sql``;
  const names = Object.keys(TRANSFER_COLUMNS);
  // Each branch reads one index in order and stops at the limit.
  const branches = TABLES.flatMap((table) => {
    const asset = table === 'transfers' ? sql`null::text as asset` : sql`asset`;
    return sides(request.account).map(
      (side) => sql`(
        select ${sql.join(names.map((name) => sql.ref(name)))}, ${asset} from ${chain.table(table)}
        where ${side} ${page} order by ${orderSql(order)} limit ${request.limit + 1}
      )`,
    );
  });
  const statement = sql<HistoryRow>`
    select r.*, a.symbol as asset_symbol, a.decimals as asset_decimals
    from (${sql.join(branches, sql` union all `)}) r left join ${chain.table('assets')} a on a.id = r.asset
    order by ${orderSql(order.map((by) => ({ ...by, column: `r.${by.column}` })))} limit ${request.limit + 1}`;
  const { rows } = await statement.execute(chain.db);
  return { rows: rows.slice(0, request.limit), hasNext: rows.length > request.limit, total: null };
}

async function countEntries(chain: ChainDatabase, account: AccountHex): Promise<number> {
  const counts = TABLES.flatMap((table) =>
    sides(account).map((side) => sql`(select count(*) as part from ${chain.table(table)} where ${side})`),
  );
  const statement = sql<{
    total: string;
  }>`select sum(part) as total from (${sql.join(counts, sql` union all `)}) parts`;
  const { rows } = await statement.execute(chain.db);
  return Number(rows[0]?.total ?? 0);
}

/**
 * Without overlap: what an account sends to itself is on the sending side. The account is hidden from the planner for the
 * reason that `hideLookup` gives.
 */
function sides(account: AccountHex): readonly RawBuilder<unknown>[] {
  return [
    sql`${sql.ref('fromId')} = (select ${account}::text)`,
    sql`${sql.ref('toId')} = (select ${account}::text) and ${sql.ref('fromId')} <> ${account}`,
  ];
}
