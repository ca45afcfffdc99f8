/** An order as it is shown: its row, with what is in sight for it, all of one moment. */
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Hex } from '../../domain/hex.js';
import { isUuid } from '../../domain/uuid.js';
import { KEYED } from '../keyed.js';
import type { TillDatabase } from './database.js';
import { traceOrder } from './order-span.js';
import type { OrderTable } from './tables.js';

/** A payment in sight, above what is folded; gone when it is final or a fork took it back. */
export interface ReadSighting {
  readonly blockHash: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly extrinsicHash: string | null;
  readonly fromAccount: Hex;
  readonly asset: string | null;
  /** In the smallest unit. */
  readonly value: string;
  /** ISO 8601 */
  readonly seenAt: string;
}

export interface OrderReading extends Selectable<OrderTable> {
  /** Every finalized payment up to this height is in the row; null before the settler's first step. */
  readonly foldedHeight: number | null;
  /** By place on chain. */
  readonly sightings: readonly ReadSighting[];
}

/**
 * What a reading has besides the row of till.orders, which is `r`. A sighting counts above the height that is folded, not
 * above the one that is indexed: in between, a payment would be neither received nor in sight.
 */
export const READING: { readonly columns: RawBuilder<unknown>; readonly join: RawBuilder<unknown> } = {
  columns: sql`i.settled_height as folded_height, s.sightings`,
  join: sql`
    left join till.instance i on true
    cross join lateral (
      select coalesce(
        jsonb_agg(
          jsonb_build_object(
            'blockHash', block_hash, 'blockNumber', block_number, 'eventIndex', event_index,
            'extrinsicHash', extrinsic_hash, 'fromAccount', from_account, 'asset', asset, 'value', value::text,
            'seenAt', to_char(seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          ) order by block_number, event_index
        ), '[]') as sightings
      from till.sightings
      where order_id = r.id and retracted_at is null
        and block_number > coalesce(greatest(i.settled_height, r.applied_height), -1)
    ) s`,
};

/** One order of a merchant, by the merchant's own id of it or by ours. */
export type OrderName = { readonly orderId: string } | { readonly id: string };

/** @returns undefined where the merchant has no such order, whoever else has one. */
export async function findOrder(
  till: TillDatabase,
  merchantId: string,
  name: OrderName,
): Promise<OrderReading | undefined> {
  const [order] = await findNamed(till, merchantId, name);
  if (order) traceOrder(order.id);
  return order;
}

async function findNamed(
  till: TillDatabase,
  merchantId: string,
  name: OrderName,
): Promise<readonly OrderReading[]> {
  if ('id' in name) return findOrders(till, merchantId, isUuid(name.id) ? [name.id] : []);
  // Postgres takes no NUL, and no order has one in its id.
  if (name.orderId.includes('\0')) return [];
  return read(till, merchantId, sql`order_id = ${name.orderId}`);
}

/** Those of the orders that are the merchant's. @param ids UUIDs */
export async function findOrders(
  till: TillDatabase,
  merchantId: string,
  ids: readonly string[],
): Promise<readonly OrderReading[]> {
  return ids.length === 0 ? [] : read(till, merchantId, sql`id = any(${[...ids]}::uuid[])`);
}

/** What a merchant calls those of the orders that are its. @param ids UUIDs */
export async function readOrderNames(
  till: TillDatabase,
  merchantId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await till
    .selectFrom('orders')
    .select(['id', 'orderId'])
    .where('merchantId', '=', merchantId)
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, orderId }) => [id, orderId]));
}

async function read(
  till: TillDatabase,
  merchantId: string,
  where: RawBuilder<unknown>,
): Promise<readonly OrderReading[]> {
  const { rows } = await sql<OrderReading>`
    select ${KEYED} r.*, ${READING.columns}
    from (select * from till.orders where merchant_id = ${merchantId} and ${where}) r ${READING.join}`.execute(
    till,
  );
  return rows;
}
