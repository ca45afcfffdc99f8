import { sql } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { KEYED } from '../keyed.js';
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

/**
 * Asks for nobody: of other orders of the account nothing is told. Order and payments are of one moment; where there is no
 * order, one statement tells so and whose the account is.
 */
export async function readPayee(till: TillDatabase, query: PayeeQuery): Promise<PayeeFacts> {
  const { orderId, merchantId, allowsUnregistered } = await findByKey(till, query);
  const owner = allowsUnregistered === null ? null : { allowsUnregistered };
  if (orderId === null || merchantId === null) return { order: null, payments: [], owner };
  return snapshot(till, async (at) => {
    const order = (await findOrder(at, merchantId, { id: orderId })) ?? null;
    const payments = order === null ? [] : await listCounted(at, orderId, query.limit);
    return { order, payments, owner };
  });
}

/** Of the order, where there is one, and of the owner of the account. */
interface Known {
  readonly orderId: string | null;
  readonly merchantId: string | null;
  readonly allowsUnregistered: boolean | null;
}

async function findByKey(till: TillDatabase, { payee, reference }: PayeeQuery): Promise<Known> {
  const { rows } = await sql<Known>`
    select ${KEYED} o.id as order_id, o.merchant_id, (
      select m.allows_unregistered from till.merchants m
      where m.id in (
        select merchant_id from till.accounts where account = ${payee} and to_height is null
        union all
        select merchant_id from till.orders where payee = ${payee} and mode = 'address'
      ) limit 1
    ) as allows_unregistered
    from (select) asked left join lateral (
      select id, merchant_id from till.orders
      where payee = ${payee} and mode = 'reference' and reference = ${reference}
      union all
      select id, merchant_id from till.orders
      where payee = ${payee} and mode = 'address' and order_id = ${reference}
      limit 1
    ) o on true`.execute(till);
  return rows[0] ?? { orderId: null, merchantId: null, allowsUnregistered: null };
}

async function listCounted(
  till: TillDatabase,
  orderId: string,
  limit: number,
): Promise<readonly PaymentRow[]> {
  return till
    .selectFrom('payments')
    .modifyFront(KEYED)
    .selectAll()
    .where('orderId', '=', orderId)
    .where('use', '=', 'counted')
    .orderBy('blockNumber', 'desc')
    .orderBy('eventIndex', 'desc')
    .limit(limit)
    .execute();
}
