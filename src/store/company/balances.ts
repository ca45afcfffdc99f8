import { sql } from 'kysely';
import type { Span } from '../../domain/company/spans.js';
import type { ChainDatabase } from '../chain/database.js';
import type { Place } from './places.js';
import { sliceSql, spanRows } from './spans.js';
import { NATIVE, readSummedBlock, sumStart } from './sums.js';

export interface BalancePlace {
  readonly place: Place;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
}

/**
 * What of an asset had come to a company, less what had gone, before each of the places, since the start of the index. Of
 * each, it reads the company's last sum before it, and the transfers from there on.
 * @param spans all of the company's
 * @returns in the places' order, in the smallest unit; below 0 where more went than the index saw come
 */
export async function balancesBefore(
  chain: ChainDatabase,
  companyId: string,
  spans: readonly Span[],
  places: readonly BalancePlace[],
): Promise<readonly bigint[]> {
  if (places.length === 0) return [];
  const summed = await readSummedBlock(chain, companyId);
  const base =
    summed === 0
      ? sql`select 0::numeric as balance`
      : sql`select c.received - c.sent as balance from till.company_sums c
          where c.company_id = ${companyId} and c.asset = w.asset and c.until_block <= w.since
          order by c.until_block desc limit 1`;
  const side = (table: 'transfers' | 'assetTransfers', account: string, sign: string) => sql`
    select c.since, c.asset, t.block_number, t.event_index, ${sql.raw(sign)}t.value as change
    from slice c cross join lateral (
      select t.block_number, t.event_index, t.value from ${chain.table(table)} t
      where t.${sql.raw(account)} = c.account and t.block_number >= c.low and t.block_number < c.high
        and ${table === 'transfers' ? sql`c.asset = ${NATIVE}` : sql`t.asset = c.asset`}
      offset 0
    ) t`;
  const { rows } = await sql<{ balance: string }>`
    with span as materialized (${spanRows(spans)}),
    wanted as materialized (
      select * from unnest(
        ${places.map(({ place }) => place[0])}::integer[],
        ${places.map(({ place }) => place[1])}::integer[],
        ${places.map(({ asset }) => asset ?? NATIVE)}::text[],
        ${places.map(({ place }) => sumStart(place[0], summed))}::integer[]
      ) with ordinality w (block_number, event_index, asset, since, n)
    ),
    part as (select since, asset, max(block_number) as last from wanted group by 1, 2),
    ${sliceSql(sql`p.since, p.asset`, sql`p.since`, sql`p.last + 1`)},
    change as (
      ${side('transfers', 'to_id', '')} union all ${side('transfers', 'from_id', '-')} union all
      ${side('assetTransfers', 'to_id', '')} union all ${side('assetTransfers', 'from_id', '-')}
    ),
    line as (
      select since, asset, block_number, event_index, change, null::bigint as n from change
      union all select since, asset, block_number, event_index, 0, n from wanted
    ),
    running as (
      select n, sum(change) over (
        partition by since, asset order by block_number, event_index, n nulls last
        rows between unbounded preceding and current row) as since_start
      from line
    )
    select (coalesce(b.balance, 0) + r.since_start)::text as balance
    from wanted w join running r on r.n = w.n left join lateral (${base}) b on true order by w.n`.execute(
    chain.db,
  );
  return rows.map(({ balance }) => BigInt(balance));
}
