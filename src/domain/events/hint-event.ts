import type { KnownOrder } from '../settlement/work.js';
import type { EventRecord } from '../settlement/outcome.js';
import { orderData, paymentData, type PaymentFacts } from './event-data.js';
import { eventId } from './event-id.js';

/** A payment of an order came in sight in a best block, or its block was left by the best branch. */
export type HintType = 'order.payment.detected' | 'order.payment.retracted';

/** What is told, less its sequence. @param order as it is stored: a hint changes nothing of it but its sequence */
export function hintEvent(
  instanceId: string,
  order: KnownOrder,
  type: HintType,
  payment: PaymentFacts,
): Omit<EventRecord, 'sequence'> {
  return {
    id: eventId(instanceId, order.id, type, `${payment.blockHash}:${payment.eventIndex}`),
    type,
    merchantId: order.merchantId,
    orderId: order.id,
    height: payment.blockNumber,
    data: {
      order: orderData(order, order.state, order.refunded),
      payment: paymentData(payment, 'best'),
    },
  };
}
