/** What the till holds of a range of blocks, in the form in which it is compared with a replay. */
import { sql } from 'kysely';
import {
  recordOfOrder,
  recordOfPayment,
  recordOfRefund,
  type StateRecord,
} from '../../../domain/replay/records.js';
import type { OrderEvent } from '../../../domain/replay/world.js';
import type { RefundState } from '../../../domain/settlement/outcome.js';
import type { KnownOrder, PaymentRecord } from '../../../domain/settlement/work.js';
import type { TillTransaction } from '../database.js';
import { readPayments, readRefunds } from '../settling/known.js';

/** @param orders as `readOrders` gives them, of the range alone */
export async function readOrderRecords(
  db: TillTransaction,
  orders: readonly KnownOrder[],
): Promise<readonly StateRecord[]> {
  const ids = orders.map(({ id }) => id);
  const events = await readOrderEvents(db, ids);
  const rows = await db
    .selectFrom('orders')
    .select(['id', 'refundState'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  const refundStates = new Map<string, RefundState>(rows.map(({ id, refundState }) => [id, refundState]));
  return orders.map((order) =>
    recordOfOrder(order, refundStates.get(order.id) ?? 'none', events.get(order.id) ?? []),
  );
}

/** What settlement told of orders: what was sighted above finality is outside any replay (SETTLEMENT 2). */
async function readOrderEvents(
  db: TillTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly OrderEvent[]>> {
  const rows = await db
    .selectFrom('events')
    .select(['orderId', 'id', 'type'])
    .where('orderId', '=', sql<string>`any(${ids}::uuid[])`)
    .where('hint', '=', false)
    .execute();
  const events = new Map<string, OrderEvent[]>();
  for (const { orderId, id, type } of rows) {
    if (orderId === null) continue;
    const told = events.get(orderId) ?? [];
    events.set(orderId, told);
    told.push({ id, type });
  }
  return events;
}

export interface StoredPayments {
  readonly payments: readonly PaymentRecord[];
  /** Of the payments and their refunds. */
  readonly records: readonly StateRecord[];
}

/** Payments by their transfers, and the refunds of these. */
export async function readStoredPayments(
  db: TillTransaction,
  transferIds: readonly string[],
): Promise<StoredPayments> {
  const payments = [...(await readPayments(db, transferIds)).values()];
  const refunds = [...(await readRefunds(db, [], transferIds)).values()];
  return { payments, records: [...payments.map(recordOfPayment), ...refunds.map(recordOfRefund)] };
}
