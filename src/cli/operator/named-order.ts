import { ChaintillError } from '../../domain/errors.js';
import { requireOrder } from '../../gateway/required-order.js';
import type { TillDatabase } from '../../store/till/database.js';
import { findOrderMerchant } from '../../store/till/order-merchant.js';
import { findOrder, type OrderReading } from '../../store/till/order-reading.js';
import { namedMerchant } from './merchants.js';

/**
 * The order that the operator names: by its id, or, with its merchant, by what the merchant calls it.
 * @throws {ChaintillError} `ORDER_NOT_FOUND`, `MERCHANT_NOT_FOUND`
 */
export async function namedOrder(
  till: TillDatabase,
  name: string,
  merchant: string | undefined,
): Promise<OrderReading> {
  if (merchant !== undefined) return requireOrder(till, (await namedMerchant(till, merchant)).id, name);
  const merchantId = await findOrderMerchant(till, name);
  const order = merchantId === null ? undefined : await findOrder(till, merchantId, { id: name });
  if (order) return order;
  throw new ChaintillError(
    'ORDER_NOT_FOUND',
    "there is no order of that id: write its id, or the merchant's own with --merchant",
  );
}
