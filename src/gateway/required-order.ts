import { ChaintillError } from '../domain/errors.js';
import type { TillDatabase } from '../store/till/database.js';
import { findOrder, type OrderReading } from '../store/till/order-reading.js';

/** An order by the merchant's own id of it. @throws {ChaintillError} `ORDER_NOT_FOUND`, whoever else has such an order */
export async function requireOrder(
  till: TillDatabase,
  merchantId: string,
  orderId: string,
): Promise<OrderReading> {
  const order = await findOrder(till, merchantId, { orderId });
  if (order) return order;
  throw new ChaintillError('ORDER_NOT_FOUND', 'this merchant has no order of that orderId: check it', {
    field: 'orderId',
  });
}
