/**
 * Transfers seen in best blocks, above finality, for orders that are open: hints. They stay when their block is left, to
 * be told of, and go when the settled height has reached them and the payment is a fact.
 */
import { sql, type RawBuilder } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { TillDatabase, TillTransaction } from './database.js';

/** A transfer of a best block, with the reference that its payer wrote. */
export interface SeenTransfer {
  readonly blockHash: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly extrinsicHash: string | null;
  /** ISO 8601 in UTC. */
  readonly blockTime: string | null;
  readonly from: AccountHex;
  readonly to: AccountHex;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the asset's smallest unit. */
  readonly value: bigint;
  readonly reference: string | null;
}

/** A seen transfer with the order whose key it has. */
export interface SightedPayment extends SeenTransfer {
  /** `<blockNumber>-<eventIndex>`: the id that the transfer will have once it is final. */
  readonly transferId: string;
  /** The order's own id. */
  readonly orderId: string;
  readonly merchantId: string;
  /** It was sighted before, was retracted, and is there again in the same block. */
  readonly returned: boolean;
}

type Db = TillDatabase | TillTransaction;

interface SightingRow extends Omit<SightedPayment, 'from' | 'value' | 'blockTime'> {
  readonly fromAccount: AccountHex;
  readonly blockTime: Date | null;
  readonly value: string;
}

/** Of a sighting `s` and its order `o`. An order in address mode takes any reference, so none is told. */
const COLUMNS = sql`s.block_hash, s.block_number, s.event_index, s.extrinsic_hash, s.block_time, s.from_account, s.asset,
  s.value, s.order_id, o.payee as "to", o.reference, o.merchant_id, s.block_number || '-' || s.event_index as transfer_id`;

/**
 * Keeps those of a block's transfers that pay an open order, by the same key as settlement, which compares an order's merchant
 * after the look-up too (settling/facts.ts). Left out is what makes no event
 * later either: dust, and money that a merchant moves between accounts of its own.
 * @returns what was not sighted before, or was retracted since
 */
export async function recordSightings(db: Db, transfers: readonly SeenTransfer[]): Promise<SightedPayment[]> {
  if (transfers.length === 0) return [];
  const rows = JSON.stringify(transfers.map(({ value, ...rest }) => ({ ...rest, value: value.toString() })));
  return sighted(
    db,
    sql`
      with seen as materialized (
        select * from jsonb_to_recordset(${rows}::jsonb) as t ("blockHash" text, "blockNumber" integer,
          "eventIndex" integer, "extrinsicHash" text, "blockTime" timestamptz, "from" text, "to" text, asset text,
          value numeric, reference text)
      ), mine as (
        select t.*, coalesce(d.id, case when r.merchant_id = a.merchant_id then r.id end) as order_id
        from seen t
        left join till.orders d on d.payee = t."to" and d.mode = 'address'
        left join till.accounts a on a.account = t."to" and t."blockNumber" >= a.from_height
          and (a.to_height is null or t."blockNumber" < a.to_height)
        left join till.orders r on r.payee = t."to" and r.reference = t.reference and r.mode = 'reference'
        where d.id is not null or r.id is not null
      ), matched as (
        select m.*
        from mine m
        join till.orders o on o.id = m.order_id
        where o.status = 'open'
          and not (m.asset is not distinct from o.asset and m.value < o.dust)
          and m."from" <> m."to"
          and not exists (select from till.accounts a where a.account = m."from" and a.merchant_id = o.merchant_id
            and m."blockNumber" >= a.from_height and (a.to_height is null or m."blockNumber" < a.to_height))
          and not exists (select from till.orders d where d.payee = m."from" and d.mode = 'address'
            and d.merchant_id = o.merchant_id)
      ), returned as (
        update till.sightings s set retracted_at = null, seen_at = clock_timestamp()
        from matched m
        where s.block_hash = m."blockHash" and s.event_index = m."eventIndex" and s.retracted_at is not null
        returning s.*, true as returned
      ), added as (
        insert into till.sightings (block_hash, event_index, block_number, order_id, extrinsic_hash, block_time,
          from_account, asset, value)
        select "blockHash", "eventIndex", "blockNumber", order_id, "extrinsicHash", "blockTime", "from", asset, value
        from matched
        on conflict (block_hash, event_index) do nothing
        returning sightings.*, false as returned
      )
      select ${COLUMNS}, s.returned
      from (select * from returned union all select * from added) s join till.orders o on o.id = s.order_id`,
  );
}

/** What is known of the best branch. */
export interface BranchExtent {
  /** It is known from the block after this height on. */
  readonly above: number;
  /** And up to this height; null where no block above it can be on the branch. */
  readonly upTo: number | null;
  /** Hashes of its blocks between the two. */
  readonly hashes: readonly string[];
}

/** Retracts the sightings in blocks that are not on the best branch. @returns those that were not retracted before */
export async function retractOffBranch(
  db: Db,
  { above, upTo, hashes }: BranchExtent,
): Promise<SightedPayment[]> {
  return sighted(
    db,
    sql`
      update till.sightings s set retracted_at = clock_timestamp()
      from till.orders o
      where o.id = s.order_id and s.retracted_at is null and s.block_number > ${above}
        and (${upTo}::integer is null or s.block_number <= ${upTo}) and s.block_hash <> all (${hashes}::text[])
      returning ${COLUMNS}, false as returned`,
  );
}

/**
 * Ends the sightings at and below a settled height, where facts have the word: removes those that are payments now, and
 * retracts the others, which the final chain does not have. Orders that settlement has not taken up, or has set aside,
 * keep theirs.
 * @returns those that were retracted by this
 */
export async function passSightings(db: Db, settledHeight: number): Promise<SightedPayment[]> {
  await sql`
    delete from till.sightings s using till.payments p
    where s.retracted_at is null and s.block_number <= ${settledHeight} and p.block_hash = s.block_hash
      and p.transfer_id = s.block_number || '-' || s.event_index`.execute(db);
  return sighted(
    db,
    sql`
      update till.sightings s set retracted_at = clock_timestamp()
      from till.orders o
      where o.id = s.order_id and s.retracted_at is null and s.block_number <= ${settledHeight}
        and o.applied_height is not null and o.set_aside is null
      returning ${COLUMNS}, false as returned`,
  );
}

/** The sightings of orders strictly above a height that are not retracted, lowest first: all that counts as in sight. */
export async function readSightings(
  db: Db,
  orderIds: readonly string[],
  settledHeight: number,
): Promise<SightedPayment[]> {
  return sighted(
    db,
    sql`
      select ${COLUMNS}, false as returned
      from till.sightings s join till.orders o on o.id = s.order_id
      where s.order_id = any (${orderIds}::uuid[]) and s.retracted_at is null and s.block_number > ${settledHeight}
      order by s.block_number, s.event_index`,
  );
}

/** What there is to watch for. */
export interface WatcherWork {
  readonly openOrders: boolean;
  /** Sightings are there that are not retracted. */
  readonly sightings: boolean;
  /** Everything up to this height is folded; null before the first look at the index. */
  readonly settledHeight: number | null;
  /** How many commands were applied, registrations among them: where it grows, orders may have come. */
  readonly commands: string;
}

/** One look that costs the same with any number of orders. */
export async function readWatcherWork(db: Db): Promise<WatcherWork> {
  const { rows } = await sql<WatcherWork>`
    select exists (select from till.orders where status = 'open') as open_orders,
      exists (select from till.sightings where retracted_at is null) as sightings,
      (select settled_height from till.instance) as settled_height,
      coalesce((select command_ordinal from till.instance), 0)::text as commands`.execute(db);
  return rows[0] ?? { openOrders: false, sightings: false, settledHeight: null, commands: '0' };
}

async function sighted(db: Db, statement: RawBuilder<unknown>): Promise<SightedPayment[]> {
  const { rows } = await (statement as RawBuilder<SightingRow>).execute(db);
  return rows.map(({ fromAccount, blockTime, value, ...row }) => ({
    ...row,
    blockTime: blockTime?.toISOString() ?? null,
    from: fromAccount,
    value: BigInt(value),
  }));
}
