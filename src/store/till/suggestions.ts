import { sql } from 'kysely';
import type { Hex } from '../../domain/hex.js';
import type { TillDatabase } from './database.js';

/** Money whose order is looked for. */
export interface SuggestionQuery {
  readonly merchantId: string;
  readonly fromAccount: Hex;
  readonly toAccount: Hex;
  readonly asset: string | null;
  /** In the smallest unit. */
  readonly value: string;
  /** The order that it names, where one does not take it by itself. */
  readonly orderId: string | null;
  /** Ids of orders that its payer may have written. */
  readonly words: readonly string[];
}

export interface CandidateRow {
  readonly id: string;
  readonly orderId: string;
  readonly reference: string | null;
  readonly amount: string;
  readonly minimum: string;
  readonly received: string;
  /** An earlier payment of the same sender was for it. */
  readonly ofSender: boolean;
}

/** How far back is looked, so that the work stays the same however many orders there are. */
const SAME_AMOUNT = 20;
const NEWEST_ORDERS = 300;
const EARLIER_PAYMENTS = 200;

/** Orders of the merchant that could still take the money, newest first: a bounded look by each way that one is found. */
export async function findCandidates(
  till: TillDatabase,
  { merchantId, fromAccount, toAccount, asset, value, orderId, words }: SuggestionQuery,
): Promise<readonly CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    with same_amount as (
      select id from till.orders
      where owner = ${toAccount} and amount = ${value}::numeric and status = 'open'
      order by created_at desc limit ${SAME_AMOUNT}
    ), newest as (
      select id from till.orders where owner = ${toAccount} order by created_at desc, id desc limit ${NEWEST_ORDERS}
    ), named as (
      select id from till.orders where merchant_id = ${merchantId} and order_id = any(${[...words]}::text[])
    ), earlier as (
      select order_id, merchant_id, use from till.payments
      where from_account = ${fromAccount} order by block_number desc limit ${EARLIER_PAYMENTS}
    ), of_sender as (
      select order_id as id from earlier where merchant_id = ${merchantId} and use = 'counted'
    ), found as (
      select id from same_amount union select id from newest union select id from named union select id from of_sender
      union select ${orderId}::uuid
    )
    select o.id, o.order_id, o.reference, o.amount, o.minimum, o.received,
      exists (select 1 from of_sender s where s.id = o.id) as of_sender
    from found join till.orders o on o.id = found.id
    where o.merchant_id = ${merchantId} and o.asset is not distinct from ${asset}::text
      and o.status in ('open', 'expired') and o.set_aside is null
    order by o.created_at desc, o.id desc`.execute(till);
  return rows;
}
