import { sql, type RawBuilder } from 'kysely';
import type { Span } from '../../domain/company/spans.js';
import type { ChainDatabase } from '../chain/database.js';
import { isBetween, isOfAsset } from '../chain/pair.js';
import type { Direction } from '../lists/order.js';
import { isOwn, sidesWanted, type FlowFilter } from './sides.js';
import { spanRows } from './spans.js';

/** A row's place: its block, and its number there. */
export type Place = readonly [block: number, number: number];

/**
 * Which index rows are found by: that of each account in turn; that of each account with the filter's counterparty, or with
 * each other one of the company; or the one of the filter's reference, where few have it.
 */
export type Lookup = 'accounts' | 'counterparty' | 'own pairs' | 'reference';

export interface FlowPage {
  readonly spans: readonly Span[];
  readonly filter: FlowFilter;
  readonly lookup: Lookup;
  readonly order: Direction;
  /** Only what comes after this place. */
  readonly after: Place | null;
  readonly limit: number;
}

/** A table of movements, as places are looked for in it. */
export interface FlowTable {
  readonly name: 'transfers' | 'assetTransfers' | 'failedPayments';
  /** The column that numbers the rows of a block. */
  readonly number: 'event_index' | 'ordinal';
  /** What its rows must meet of the filter's asset; null where none of them can. */
  readonly asset: RawBuilder<unknown> | null;
}

/**
 * The places of a page in common table expressions: `span`, and `place` with (source, block_number, number). By accounts,
 * each table is read by account and side, in order and no further than the page goes. What is between two accounts of the
 * company is found from both sides and kept once.
 */
export function placesSql(
  chain: ChainDatabase,
  tables: readonly FlowTable[],
  { spans, filter, lookup, order, after, limit }: FlowPage,
): RawBuilder<unknown> {
  const by = sql.raw(order);
  const accounts = [...new Set(spans.map(({ account }) => account))];
  const nearest = ({ name, number, asset }: FlowTable, where: RawBuilder<unknown>): RawBuilder<unknown> => {
    const place = sql.raw(number);
    const beyond = after
      ? sql`and (t.block_number, t.${place}) ${sql.raw(order === 'asc' ? '>' : '<')} (${after[0]}::integer, ${after[1]}::integer)`
      : sql``;
    return sql`
      select ${name}::text as source, t.block_number, t.${place} as number from ${chain.table(name)} t
      where ${where} and ${asset} ${beyond} order by t.block_number ${by}, t.${place} ${by} limit ${limit}`;
  };
  const reads = tables
    .filter(({ asset }) => asset !== null)
    .flatMap((table) =>
      sidesWanted(filter).map(({ account, column, where }) => {
        if (lookup === 'reference') {
          const own = sql`t.${account} = any(${accounts}::text[]) and ${isOwn(account)}`;
          return sql`(${nearest(table, sql`${where} and ${own}`)})`;
        }
        const inSpan = sql`t.block_number >= s.from_block and t.block_number < s.until_block`;
        const along = (other: RawBuilder<unknown>): RawBuilder<unknown> =>
          column === 'to_id' ? isBetween(other, sql`s.account`) : isBetween(sql`s.account`, other);
        const [others, own] = ((): readonly [RawBuilder<unknown>, RawBuilder<unknown>] => {
          if (lookup === 'counterparty') return [sql``, along(sql`${filter.counterparty}::text`)];
          if (lookup === 'own pairs')
            return [sql`cross join (select distinct account from span) o`, along(sql`o.account`)];
          const asset = table.name === 'assetTransfers' ? (filter.asset?.id ?? null) : null;
          if (asset !== null) return [sql``, isOfAsset(column, sql`s.account`, sql`${asset}::text`)];
          return [sql``, sql`t.${account} = s.account`];
        })();
        const rows = nearest(table, sql`${own} and ${inSpan} and ${where}`);
        return sql`(select t.* from span s ${others} cross join lateral (${rows}) t)`;
      }),
    );
  const none = sql`select null::text as source, null::integer as block_number, null::integer as number where false`;
  return sql`
    span as materialized (${spanRows(spans)}),
    found as (${reads.length === 0 ? none : sql.join(reads, sql` union all `)}),
    nearest as (select * from found order by block_number ${by}, number ${by} limit ${2 * limit}),
    place as materialized (
      select source, block_number, number from nearest group by 1, 2, 3
      order by block_number ${by}, number ${by} limit ${limit}
    )`;
}
