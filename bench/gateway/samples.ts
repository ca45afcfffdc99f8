/** What there is to ask for on the benchmark's chain, with the rows that the database has for it. */
import type pg from 'pg';
import { BLOCKS, COMPANY, GIANT, MOVED, MOVED_COMPANY, SHOP } from '../chain/names.js';

export interface Samples {
  /** References to accounts of nobody's orders, from all over the chain. */
  readonly references: readonly { readonly reference: string; readonly to: string; readonly ids: Ids }[];
  /** Accounts that were paid, from all over the chain: few of them often. */
  readonly accounts: readonly { readonly account: string; readonly ids: Ids }[];
  /** Those that receive a tenth of all and more. */
  readonly busy: readonly { readonly account: string; readonly ids: Ids }[];
  /** A merchant's own ids of orders. */
  readonly orders: readonly string[];
  readonly companies: readonly string[];
}
/** Newest first, as many as are asked for. */
type Ids = readonly string[];

/** Of each kind, as a cache of answers would be a cheat; so many are asked for before one comes again. */
const MOST = 500;
const BUSY = [GIANT, SHOP, MOVED];

export async function sample(client: pg.Client, orders: number, companies: number): Promise<Samples> {
  const { rows: references } = await client.query<Samples['references'][number]>(
    `select reference, to_id as "to", ${idsSql('x.reference = s.reference and x.to_id = s.to_id', 100)} as ids
     from (${spreadSql('reference is not null and to_id <> $2')}) s`,
    [MOST, SHOP],
  );
  const { rows: any } = await client.query<{ account: string }>(
    `select distinct to_id as account from (${spreadSql('to_id <> all($2)')}) s order by 1`,
    [MOST, BUSY],
  );
  const count = Math.min(MOST, orders);
  return {
    references,
    accounts: await withNewest(
      client,
      any.map(({ account }) => account),
    ),
    busy: await withNewest(client, BUSY),
    orders: Array.from({ length: count }, (_, i) => `order-${Math.floor((i * orders) / count)}`),
    companies: [
      COMPANY,
      MOVED_COMPANY,
      ...Array.from({ length: Math.min(MOST, companies) }, (_, i) => `0-${10 + i}`),
    ],
  };
}

async function withNewest(client: pg.Client, accounts: readonly string[]): Promise<Samples['accounts']> {
  const { rows } = await client.query<Samples['accounts'][number]>(
    `select account, ${idsSql('x.to_id = s.account', 50)} as ids from unnest($1::text[]) s (account)`,
    [accounts],
  );
  return rows;
}

/** The first transfer like this at or after each of `$1` blocks, evenly far from each other. */
function spreadSql(where: string): string {
  return `select t.* from generate_series(0, $1::int - 1) n cross join lateral (
    select * from chain.transfers where block_number > n * (${BLOCKS} / $1::int) and ${where}
    order by block_number, event_index limit 1) t`;
}

/** As a column: the ids of the newest transfers `x` that meet a condition. */
function idsSql(where: string, limit: number): string {
  return `array(select x.id from chain.transfers x where ${where}
    order by x.block_number desc, x.event_index desc limit ${limit})`;
}
