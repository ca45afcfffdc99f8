import { ChaintillError } from '../../domain/errors.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import type { GatewayContext } from '../graphql/context.js';
import { refuseOtherHook, refuseOtherTerms } from '../rest/liberland/creation.js';
import type { PaymentLink } from './reading.js';

/**
 * A link to a registered order says what was registered, and nothing else: anybody can write a link. The words name the
 * field, and never what stands in the order.
 * @throws {ChaintillError} `LINK_DISAGREES`
 */
export async function refuseDisagreement(
  context: Pick<GatewayContext, 'till' | 'network'>,
  order: OrderReading,
  { price, asset, callback, failure, hook }: PaymentLink,
): Promise<void> {
  try {
    refuseOtherTerms(order, { asset, price: { amount: price, step: 1n } });
    // A hook that is gone meanwhile must not keep a buyer from seeing that the order is paid.
    if (order.status === 'open') await refuseOtherHook(context, order, { field: 'hook', url: hook });
  } catch (cause) {
    if (!(cause instanceof ChaintillError) || cause.field === null) throw cause;
    throw disagrees(cause.field, cause.message, cause);
  }
  if (callback !== order.successUrl) {
    throw disagrees('callback', 'callback: the order is not registered with this address as successUrl');
  }
  if (failure !== null && failure !== order.failureUrl) {
    throw disagrees('failure', 'failure: the order is not registered with this address as failureUrl');
  }
  if (order.payer !== null) {
    throw disagrees('payer', 'the order takes payments from one account only: pay it on its own page');
  }
}

export function disagrees(field: string, message: string, cause?: unknown): ChaintillError {
  return new ChaintillError('LINK_DISAGREES', message, { field, cause });
}
