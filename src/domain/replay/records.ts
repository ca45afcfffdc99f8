/** What is compared of an order, a payment and a refund, in one form for the till's and the replayed ones. */
import type { RefundState } from '../settlement/outcome.js';
import type { KnownOrder, KnownRefund, PaymentRecord } from '../settlement/work.js';
import type { OrderEvent } from './world.js';

export type RecordKind = 'order' | 'payment' | 'refund';

export interface StateRecord {
  readonly kind: RecordKind;
  readonly id: string;
  /** Amounts in decimal. */
  readonly fields: RecordFields;
}

export type RecordFields = Readonly<Record<string, string | number | null>>;

/** @param events those that settlement told of it, in any order; what was only sighted is outside any replay */
export function recordOfOrder(
  { id, state, refunded, taken }: Pick<KnownOrder, 'id' | 'state' | 'refunded' | 'taken'>,
  refundState: RefundState,
  events: readonly OrderEvent[],
): StateRecord {
  return {
    kind: 'order',
    id,
    fields: {
      registered: taken ? 'applied' : 'waiting',
      status: state.status,
      received: state.received.toString(),
      held: state.held.toString(),
      paymentCount: state.paymentCount,
      failedAttempts: state.failedAttempts,
      flags: [...state.flags].sort().join(' '),
      settledHeight: state.settledHeight,
      appliedHeight: state.height,
      refunded: refunded.toString(),
      refundState,
      events: events
        .map(({ type, id: event }) => `${type} ${event}`)
        .sort()
        .join(', '),
    },
  };
}

export function recordOfPayment({ fact, ...payment }: PaymentRecord): StateRecord {
  return {
    kind: 'payment',
    id: fact.transferId,
    fields: {
      merchant: payment.merchantId,
      order: payment.orderId,
      use: payment.use,
      reason: payment.reason,
      inbox: payment.inbox,
      resolved: payment.resolved,
      blockHash: fact.blockHash,
      from: fact.from,
      to: fact.to,
      asset: fact.asset,
      value: fact.value.toString(),
      reference: fact.reference,
    },
  };
}

export function recordOfRefund(refund: KnownRefund): StateRecord {
  return {
    kind: 'refund',
    id: refund.id,
    fields: {
      payment: refund.transferId,
      order: refund.orderId,
      destination: refund.destination,
      asset: refund.asset,
      amount: refund.amount.toString(),
      paid: refund.paid.toString(),
      status: refund.status,
    },
  };
}
