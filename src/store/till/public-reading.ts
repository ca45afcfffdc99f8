/** An order as its buyer sees it: its reading, with what became of attempts to pay it, all of one moment. */
import { sql } from 'kysely';
import type { FailureError } from '../../domain/settlement/work.js';
import { KEYED } from '../keyed.js';
import type { TillDatabase } from './database.js';
import { READING, type OrderReading } from './order-reading.js';
import { traceOrder } from './order-span.js';
import type { PaymentTable } from './tables.js';

/** The newest attempt that failed. */
export interface NewestFailure extends FailureError {
  readonly extrinsicHash: string;
  readonly blockNumber: number;
}

/** Final payments of one asset that do not count, for one reason, and that the shop has not done with. */
export interface HeldMoney {
  /** As `late`, `wrong_asset`. */
  readonly reason: string;
  readonly asset: string | null;
  /** Their sum, in the smallest unit. */
  readonly value: string;
  readonly inbox: NonNullable<PaymentTable['inbox']>;
}

export interface PublicReading extends OrderReading {
  /** Null where there is none, or a payment that counts has come since. */
  readonly failure: NewestFailure | null;
  /** The oldest first. */
  readonly heldMoney: readonly HeldMoney[];
}

/** Anybody can send anything to an order; its page names so many sums. */
const MOST_SUMS = 20;

/** Whoever has the token may see the order's state, and no more of its merchant. */
export async function findPublicOrder(till: TillDatabase, token: string): Promise<PublicReading | undefined> {
  // Postgres takes no NUL, and no token has one.
  if (token.includes('\0')) return undefined;
  const { rows } = await sql<PublicReading>`
    select ${KEYED} r.*, ${READING.columns}, f.failure, h.held_money
    from (select * from till.orders where public_token = ${token}) r ${READING.join}
    left join lateral (
      select case when not exists (
          select from till.payments where order_id = r.id and use = 'counted' and block_number >= n.block_number
        ) then jsonb_build_object('pallet', error_pallet, 'name', error_name, 'documentation', error_docs,
          'extrinsicHash', extrinsic_hash, 'blockNumber', n.block_number) end as failure
      from (
        select * from till.order_failures where order_id = r.id order by block_number desc, ordinal desc limit 1
      ) n
    ) f on true
    cross join lateral (
      select coalesce(
        jsonb_agg(
          jsonb_build_object('reason', reason, 'asset', asset, 'value', value::text, 'inbox', inbox) order by since
        ), '[]') as held_money
      from (
        select reason, asset, inbox, sum(value) as value, min(block_number) as since
        from till.payments
        where order_id = r.id and use = 'held' and inbox is not null
        group by reason, asset, inbox order by since limit ${MOST_SUMS}
      ) s
    ) h`.execute(till);
  const [order] = rows;
  if (order) traceOrder(order.id);
  return order;
}
