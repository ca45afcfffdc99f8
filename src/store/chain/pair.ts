/**
 * Movements by two of their columns together, found by indexes that hold a hash of both: keys of both would make them as large
 * as the table. What has the hash is compared in a way that no other index serves: it is always few, and Postgres would else
 * take the index of a quiet account's neighbour now and then.
 */
import { sql, type RawBuilder } from 'kysely';

/** What is indexed (indexes.ts); Postgres takes an index where a statement has the very same expression. */
export const HASHED = {
  pair: 'hashtextextended(from_id || to_id, 0)',
  from_asset: 'hashtextextended(from_id || asset, 0)',
  to_asset: 'hashtextextended(to_id || asset, 0)',
} as const;

/** Whether a row of movements is from one of these accounts to the other. @param t name of the row */
export function isBetween(from: RawBuilder<unknown>, to: RawBuilder<unknown>, t = 't'): RawBuilder<unknown> {
  return isBoth([sql.ref(`${t}.from_id`), from], [sql.ref(`${t}.to_id`), to]);
}

/** Whether a row `t` of transfers of assets is from or to this account, in this asset. */
export function isOfAsset(
  side: 'from_id' | 'to_id',
  account: RawBuilder<unknown>,
  asset: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return isBoth([sql.ref(`t.${side}`), account], [sql.ref('t.asset'), asset]);
}

type Compared = readonly [column: RawBuilder<unknown>, value: RawBuilder<unknown>];

function isBoth([a, first]: Compared, [b, second]: Compared): RawBuilder<unknown> {
  return sql`hashtextextended(${a} || ${b}, 0) = hashtextextended(${first} || ${second}, 0)
    and ${a} is not distinct from ${first} and ${b} is not distinct from ${second}`;
}
