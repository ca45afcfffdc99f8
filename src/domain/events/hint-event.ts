import type { KnownOrder } from '../settlement/work.js';
import type { EventRecord } from '../settlement/outcome.js';
import { eventId } from './event-id.js';
import type { EventWriter } from './notation.js';
import { orderData } from './order-data.js';
import { sightingData, type PaymentFacts } from './payment-data.js';

/** A payment of an order came in sight in a best block, or its block was left by the best branch. */
export type HintType = 'order.payment.detected' | 'order.payment.retracted';

/** What is told, less its sequence. @param order as it is stored: a hint changes nothing of it but its sequence */
export function hintEvent(
  { instanceId, write }: { readonly instanceId: string; readonly write: EventWriter },
  order: KnownOrder,
  type: HintType,
  payment: PaymentFacts,
): Omit<EventRecord & { readonly type: HintType }, 'sequence'> {
  return {
    id: eventId(instanceId, order.id, type, `${payment.blockHash}:${payment.eventIndex}`),
    type,
    merchantId: order.merchantId,
    orderId: order.id,
    height: payment.blockNumber,
    data: {
      order: orderData(write, order, order.state, order.refunded),
      payment: sightingData(write, payment),
    },
  };
}
