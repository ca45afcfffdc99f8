import { sql } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { snapshot } from '../snapshot.js';
import type { TillDatabase } from './database.js';
import { findOrder, type OrderReading } from './order-reading.js';
import type { PaymentRow } from './payment-lists.js';

/** What the till knows of an account that is paid, and of one reference to it. */
export interface PayeeFacts {
  /** The order that is registered under the reference. */
  readonly order: OrderReading | null;
  /** Those that count for the order, newest first. */
  readonly payments: readonly PaymentRow[];
  /** The merchant whose account or deposit address it is. */
  readonly owner: { readonly allowsUnregistered: boolean } | null;
}

export interface PayeeQuery {
  readonly payee: AccountHex;
  /** What a payer wrote; for a deposit address, which no remark goes with, the merchant's id of its order. */
  readonly reference: string;
  /** How many payments to list. */
  readonly limit: number;
}

/** Asks for nobody: of other orders of the account nothing is told. All of one moment. */
export async function readPayee(till: TillDatabase, query: PayeeQuery): Promise<PayeeFacts> {
  return snapshot(till, async (at) => {
    const found = await findByKey(at, query);
    const order = found ? ((await findOrder(at, found.merchantId, { id: found.id })) ?? null) : null;
    const payments = order === null ? [] : await listCounted(at, order.id, query.limit);
    return { order, payments, owner: await findOwner(at, query.payee) };
  });
}

async function findByKey(
  till: TillDatabase,
  { payee, reference }: PayeeQuery,
): Promise<{ id: string; merchantId: string } | undefined> {
  const { rows } = await sql<{ id: string; merchantId: string }>`
    select id, merchant_id from till.orders
    where payee = ${payee} and mode = 'reference' and reference = ${reference}
    union all
    select id, merchant_id from till.orders
    where payee = ${payee} and mode = 'address' and order_id = ${reference}`.execute(till);
  return rows[0];
}

async function listCounted(
  till: TillDatabase,
  orderId: string,
  limit: number,
): Promise<readonly PaymentRow[]> {
  return till
    .selectFrom('payments')
    .selectAll()
    .where('orderId', '=', orderId)
    .where('use', '=', 'counted')
    .orderBy('blockNumber', 'desc')
    .orderBy('eventIndex', 'desc')
    .limit(limit)
    .execute();
}

async function findOwner(till: TillDatabase, payee: AccountHex): Promise<PayeeFacts['owner']> {
  const { rows } = await sql<{ allowsUnregistered: boolean }>`
    select m.allows_unregistered
    from till.merchants m
    where m.id in (
      select merchant_id from till.accounts where account = ${payee} and to_height is null
      union all
      select merchant_id from till.orders where payee = ${payee} and mode = 'address'
    )`.execute(till);
  return rows[0] ?? null;
}
