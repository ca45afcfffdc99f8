/** What events say, as plain JSON: amounts are decimal text of the smallest unit, accounts public keys in hex. */
import { amountStateOf, excessOf, missingOf, type OrderState } from '../order/state.js';
import type { Fact, KnownOrder } from '../settlement/work.js';

/** The order as it is after what the event tells of. */
export function orderData(order: KnownOrder, state: OrderState, refunded: bigint): object {
  const { terms } = order;
  return {
    id: order.id,
    orderId: order.orderId,
    status: state.status,
    amountState: amountStateOf(state, terms),
    flags: state.flags,
    payee: order.payee,
    reference: order.reference,
    asset: terms.asset,
    expected: terms.amount.toString(),
    minimum: terms.minimum.toString(),
    received: state.received.toString(),
    missing: missingOf(state, terms).toString(),
    excess: excessOf(state, terms).toString(),
    held: state.held.toString(),
    refunded: refunded.toString(),
    windowFrom: terms.windowFrom,
    expiryHeight: terms.expiryHeight,
    settledHeight: state.settledHeight,
    metadata: order.metadata,
  };
}

/** What an event tells of a transfer. */
export type PaymentFacts = Pick<
  Fact,
  | 'transferId'
  | 'blockNumber'
  | 'eventIndex'
  | 'blockHash'
  | 'extrinsicHash'
  | 'blockTime'
  | 'from'
  | 'to'
  | 'asset'
  | 'value'
  | 'reference'
>;

/** @param finality a sighting is of a best block, and may be taken back */
export function paymentData(payment: PaymentFacts, finality: 'finalized' | 'best'): object {
  return {
    transferId: payment.transferId,
    blockNumber: payment.blockNumber,
    blockHash: payment.blockHash,
    blockTime: payment.blockTime,
    extrinsicHash: payment.extrinsicHash,
    eventIndex: payment.eventIndex,
    from: payment.from,
    to: payment.to,
    asset: payment.asset,
    value: payment.value.toString(),
    reference: payment.reference,
    finality,
  };
}
