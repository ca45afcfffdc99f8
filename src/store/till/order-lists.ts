import { sql } from 'kysely';
import type { OrderStatus } from '../../domain/order/state.js';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import { ofMerchant, OWNED } from './fence.js';
import { READING, type OrderReading } from './order-reading.js';

export const ORDER_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  orderId: { kind: 'text', nullable: false },
  mode: { kind: 'text', nullable: false },
  status: { kind: 'text', nullable: false },
  amountState: { kind: 'text', nullable: false },
  refundState: { kind: 'text', nullable: false },
  flags: { kind: 'texts', nullable: false },
  owner: { kind: 'account', nullable: false },
  payee: { kind: 'account', nullable: false },
  reference: { kind: 'text', nullable: true },
  asset: { kind: 'text', nullable: true },
  amount: { kind: 'numeric', nullable: false },
  received: { kind: 'numeric', nullable: false },
  createdAt: { kind: 'timestamptz', nullable: false },
  expiryHeight: { kind: 'integer', nullable: false },
  settledHeight: { kind: 'integer', nullable: true },
} as const satisfies Columns;

/** In the order of registration. */
export const ORDER_POSITION = ['createdAt', 'id'] as const;

const ORDERS: ListTable = {
  from: sql`till.orders`,
  columns: { ...ORDER_COLUMNS, ...OWNED },
  position: ORDER_POSITION,
  lookups: new Set(['status', 'orderId', 'owner']),
  joined: READING,
};

/** Orders of one merchant, and of nobody else whatever the condition. */
export function listOrders(
  till: TillDatabase,
  merchantId: string,
  request: ListRequest,
): Promise<Page<OrderReading>> {
  return readPage(till, ORDERS, ofMerchant(merchantId, request));
}

/** How many orders a merchant has of each status; a status without any is left out. */
export async function countOrders(
  till: TillDatabase,
  merchantId: string,
): Promise<ReadonlyMap<OrderStatus, number>> {
  const rows = await till
    .selectFrom('orders')
    .select(['status', ({ fn }) => fn.countAll<string>().as('count')])
    .where('merchantId', '=', merchantId)
    .groupBy('status')
    .execute();
  return new Map(rows.map(({ status, count }) => [status, Number(count)]));
}
