/** Money that is given back: planned by a command, recognised on chain by its reserved reference. */
import type { EventContent } from '../events/catalog.js';
import { orderData } from '../events/order-data.js';
import { paymentData } from '../events/payment-data.js';
import { refundData } from '../events/refund-data.js';
import { tellMerchant, tellOrder, type Group } from './draft.js';
import type { RefundRecord } from './outcome.js';
import type { Step } from './step.js';
import type { Fact } from './work.js';

/**
 * Takes a transfer that carries a refund's reference.
 * @returns false for one that the merchant did not send: the reference is on chain for anybody to copy, and such a
 * transfer is judged as any other.
 */
export function takeRefundFact(step: Step, fact: Fact): boolean {
  const refund = fact.refundId === null ? null : step.refund(fact.refundId);
  if (!refund || fact.fromMerchant !== refund.merchantId) return false;
  const group = step.groupOf(refund.transferId);
  const planned = refund.status === 'open' && fact.to === refund.destination && fact.asset === refund.asset;
  step.recordPayment(group, {
    fact,
    merchantId: refund.merchantId,
    orderId: refund.orderId,
    use: 'refund',
    reason: planned ? null : 'not_as_planned',
    inbox: null,
    resolved: null,
  });
  if (planned) pay(step, group, refund, fact);
  else tell(step, group, refund, fact, 'refund.unexpected');
  return true;
}

function pay(step: Step, group: Group, refund: RefundRecord, fact: Fact): void {
  const paid = refund.paid + fact.value;
  const done = paid >= refund.amount;
  const draft = refund.orderId === null ? null : step.draft(refund.orderId);
  if (draft) {
    draft.refunded += fact.value;
    if (done) draft.openRefunds -= 1;
  }
  const after: RefundRecord = {
    ...refund,
    paid,
    status: done ? 'done' : 'open',
    doneHeight: done ? fact.blockNumber : null,
  };
  step.recordRefund(group, after);
  if (!done) return;
  const payment = step.payment(refund.transferId);
  if (payment?.inbox === 'refunding') {
    step.recordPayment(group, { ...payment, inbox: null, resolved: 'refunded' });
  }
  tell(step, group, after, fact, refund.orderId === null ? 'transfer.refunded' : 'order.refunded');
}

function tell(
  step: Step,
  group: Group,
  refund: RefundRecord,
  fact: Fact,
  type: 'order.refunded' | 'refund.unexpected' | 'transfer.refunded',
): void {
  const { write, work } = step;
  const about = { refund: refundData(write, refund), payment: paymentData(write, fact) };
  const draft = refund.orderId === null ? null : step.draft(refund.orderId);
  const order = draft && orderData(write, draft.order, draft.state, draft.refunded);
  const content: EventContent =
    type === 'transfer.refunded' ? { type, data: about } : { type, data: { order, ...about } };
  const origin = { instanceId: work.instanceId, cause: fact.transferId, height: fact.blockNumber };
  if (draft) tellOrder(draft, origin, content);
  else tellMerchant(group, origin, refund, content);
}
