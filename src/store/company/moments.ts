import { sql } from 'kysely';
import type { ChainDatabase } from '../chain/database.js';

const TABLES = ['transfers', 'assetTransfers', 'failedPayments'] as const;
const AFTER_ALL = 2 ** 31 - 1;

/**
 * Where times fall in the chain: of each, a block such that the rows of this block and of all after it are of this time or
 * later, and all rows before it are earlier. Times grow with blocks, so each is found by halving, in some twenty looks
 * into the index of each table. Rows without a time come before every time.
 * @param moments ISO 8601
 * @returns in the same order; after all blocks for a time that no row has reached
 */
export async function firstBlocksAt(
  chain: ChainDatabase,
  moments: readonly string[],
): Promise<readonly number[]> {
  if (moments.length === 0) return [];
  const searches = TABLES.map((name) => {
    const rowFrom = (block: ReturnType<typeof sql>) => sql`
      select block_number, timestamp from ${chain.table(name)} where block_number >= ${block}
      order by block_number limit 1`;
    return sql`
      select s.place, p.block_number from (
        with recursive moment as (
          select place, due at time zone 'UTC' as due from unnest(${[...moments]}::timestamptz[]) with ordinality m (due, place)
        ), search (place, due, low, high) as (
          select m.place, m.due, 0, l.block_number + 1 from moment m cross join lateral (
            select block_number from ${chain.table(name)} order by block_number desc limit 1) l
          union all
          select s.place, s.due,
            case when p.timestamp >= s.due then s.low else p.block_number + 1 end,
            case when p.timestamp >= s.due then s.low + (s.high - s.low) / 2 else s.high end
          from search s cross join lateral (${rowFrom(sql`s.low + (s.high - s.low) / 2`)}) p
          where s.low < s.high
        )
        select place, low from search where low >= high
      ) s cross join lateral (${rowFrom(sql`s.low`)}) p`;
  });
  const { rows } = await sql<{ place: string; block: number }>`
    select place, min(block_number) as block from (${sql.join(searches, sql` union all `)}) found group by place`.execute(
    chain.db,
  );
  const found = new Map(rows.map(({ place, block }) => [Number(place), block]));
  return moments.map((_, i) => found.get(i + 1) ?? AFTER_ALL);
}
