import type { FastifyRequest } from 'fastify';
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from '../../store/till/database.js';
import { findOrder, type OrderReading } from '../../store/till/order-reading.js';
import { requireMerchant } from '../auth/caller.js';

/** A route below `/v1/orders/:orderId`. */
export interface OfOrder {
  Params: { readonly orderId: string };
}

/** The order that an address names. @throws {ChaintillError} `ORDER_NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN` */
export async function orderOf(till: TillDatabase, request: FastifyRequest<OfOrder>): Promise<OrderReading> {
  const { merchantId } = requireMerchant(request.caller, 'orders:read');
  const order = await findOrder(till, merchantId, { orderId: request.params.orderId });
  if (order) return order;
  throw new ChaintillError('ORDER_NOT_FOUND', 'this merchant has no order of that orderId: check it', {
    field: 'orderId',
  });
}
