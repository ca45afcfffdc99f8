/** Orders in the manner of gateways with an address for each order: what to pay, and how far that is. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ChaintillError } from '../../../domain/errors.js';
import { findOrder, type OrderReading } from '../../../store/till/order-reading.js';
import { findPublicOrder } from '../../../store/till/public-reading.js';
import { requireMerchant } from '../../auth/caller.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { Surroundings } from '../../order-answer.js';
import { viewOrderPayment, type OrderPayment } from './payment.js';
import { readProgress } from './status.js';
import { MAKE_ORDER_PAYMENT, READ_ORDER_PAYMENT, READ_PROGRESS } from '../operations/order-payment.js';

export interface OrderPaymentRouteOptions {
  readonly context: Surroundings & Pick<GatewayContext, 'till'>;
  /** Where buyers reach the gateway. */
  readonly publicUrl: () => string;
}

interface OfOrder {
  Params: { readonly orderId: string };
}

/** What every public token begins with. */
const TOKEN = /^pub_/;
const PAYMENT = '/api/orders/:orderId/payment';

export function orderPaymentRoutes(
  app: FastifyInstance,
  { context, publicUrl }: OrderPaymentRouteOptions,
): void {
  const { till } = context;

  /**
   * By its public token, for whoever has that; or by the merchant's own id of it, with the merchant's key. Without a key no
   * id of a merchant's is looked for, so that nobody learns by guessing which there are.
   */
  async function orderOf({ params, caller }: FastifyRequest<OfOrder>): Promise<OrderReading> {
    const { orderId } = params;
    const isToken = TOKEN.test(orderId);
    const byToken = isToken ? await findPublicOrder(till, orderId) : undefined;
    if (byToken) return byToken;
    if (!isToken || caller.kind === 'merchant') {
      const { merchantId } = requireMerchant(caller, 'orders:read');
      const own = await findOrder(till, merchantId, { orderId });
      if (own) return own;
    }
    throw new ChaintillError(
      'ORDER_NOT_FOUND',
      "there is no such order: write its public token, or the merchant's own id of it with that merchant's key",
      { field: 'orderId' },
    );
  }

  const payment = async (request: FastifyRequest<OfOrder>): Promise<OrderPayment> =>
    viewOrderPayment(context, await orderOf(request), publicUrl());

  app.get<OfOrder>(PAYMENT, READ_ORDER_PAYMENT, payment);
  // Nothing is left to make: an order has its address from its registration on. So sending this again is no harm.
  app.post<OfOrder>(PAYMENT, MAKE_ORDER_PAYMENT, payment);
  app.get<OfOrder>('/api/orders/:orderId/status', READ_PROGRESS, async (request) =>
    readProgress(context, await orderOf(request)),
  );
}
