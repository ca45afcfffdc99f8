import { ChaintillError } from '../errors.js';
import type { OrderEventType } from '../order/fold.js';
import type { CommandData, EventContent } from './catalog.js';
import type { FailureData } from './failure-data.js';
import type { OrderData } from './order-data.js';
import type { PaymentData } from './payment-data.js';

/** What is known of an input by which an order changed. */
export interface OrderTold {
  /** After the input. */
  readonly order: OrderData;
  /** Null for an input without one. */
  readonly payment: PaymentData | null;
  /** Null for an input that is no failed attempt. */
  readonly failure: FailureData | null;
  /** Null where nobody asked. */
  readonly command: CommandData | null;
  /** Whether the payment counts towards the amount. */
  readonly counted: boolean;
}

/** What is told of an order's change, by the type that the fold gives it. */
export function orderContent(type: OrderEventType, told: OrderTold): EventContent {
  const { order, payment, failure, command, counted } = told;
  switch (type) {
    case 'order.expired':
      return { type, data: { order } };
    case 'order.created':
    case 'order.canceled':
    case 'order.marked':
      return { type, data: { order, command: given(type, command) } };
    case 'order.settled':
    case 'order.overpaid':
      return { type, data: { order, payment, command } };
    case 'order.payment.failed':
      return { type, data: { order, failure: given(type, failure) } };
    case 'order.paid_late':
      return { type, data: { order, payment: given(type, payment), command, counted } };
    case 'order.partially_paid':
    case 'order.payment.added':
    case 'order.wrong_asset':
    case 'order.paid_before_window':
    case 'order.other_payer':
    case 'order.canceled_paid':
      return { type, data: { order, payment: given(type, payment), command } };
  }
}

/** The fold gives a type that needs it only for inputs that have it. */
function given<Part>(type: OrderEventType, part: Part | null): Part {
  if (part !== null) return part;
  throw new ChaintillError(
    'EVENT_INCOMPLETE',
    `an event ${type} came of an input that has not what it tells`,
  );
}
