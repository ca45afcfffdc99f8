import type { FastifyRequest } from 'fastify';
import type { TillDatabase } from '../../store/till/database.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { requireMerchant } from '../auth/caller.js';
import { requireOrder } from '../required-order.js';

/** A route below `/v1/orders/:orderId`. */
export interface OfOrder {
  Params: { readonly orderId: string };
}

/** The order that an address names. @throws {ChaintillError} `ORDER_NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN` */
export async function orderOf(till: TillDatabase, request: FastifyRequest<OfOrder>): Promise<OrderReading> {
  const { merchantId } = requireMerchant(request.caller, 'orders:read');
  return requireOrder(till, merchantId, request.params.orderId);
}
