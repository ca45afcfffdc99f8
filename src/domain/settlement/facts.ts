/** Which order a transfer is for, or why it is for none. */
import type { EventData } from '../events/catalog.js';
import { paymentData } from '../events/payment-data.js';
import { tellMerchant } from './draft.js';
import { takeRefundFact } from './refunds.js';
import type { Step } from './step.js';
import type { Fact, PaymentRecord } from './work.js';

export function takeFacts(step: Step): void {
  const facts = step.work.facts.toSorted(
    (a, b) => a.blockNumber - b.blockNumber || a.eventIndex - b.eventIndex,
  );
  for (const fact of facts) {
    const known = step.payment(fact.transferId);
    // What a transfer is used for is decided once; only money that nobody claimed can still find its order.
    if (known && !(isUnclaimed(known) && fact.orderId !== null)) continue;
    if (fact.refundId !== null && takeRefundFact(step, fact)) continue;
    if (fact.toMerchant === null) continue;
    if (fact.from === fact.to || fact.fromMerchant === fact.toMerchant) {
      record(step, fact, { use: 'internal', reason: null, inbox: null });
    } else if (fact.orderId !== null) {
      takeForOrder(step, fact, fact.orderId);
    } else {
      takeUnmatched(step, fact, fact.toMerchant);
    }
  }
}

function isUnclaimed({ orderId, use, inbox, resolved }: PaymentRecord): boolean {
  return orderId === null && use === 'unmatched' && inbox !== 'refunding' && resolved === null;
}

function takeForOrder(step: Step, fact: Fact, orderId: string): void {
  const order = step.work.orders.get(orderId);
  if (order?.setAside) {
    record(step, fact, { use: 'held', reason: 'order_set_aside', inbox: 'waiting' });
    return;
  }
  // An order whose registration waits finds its transfers when it is taken up.
  step.draft(orderId)?.inputs.push({
    kind: 'payment',
    transferId: fact.transferId,
    height: fact.blockNumber,
    eventIndex: fact.eventIndex,
    from: fact.from,
    asset: fact.asset,
    value: fact.value,
  });
}

function takeUnmatched(step: Step, fact: Fact, merchantId: string): void {
  if (fact.value < step.dustOf(fact.asset)) {
    record(step, fact, { use: 'unmatched', reason: 'dust', inbox: null });
    return;
  }
  const reason = reasonOf(fact);
  record(step, fact, { use: 'unmatched', reason, inbox: 'waiting' });
  tellMerchant(
    step.groupOf(fact.transferId),
    { instanceId: step.work.instanceId, cause: fact.transferId, height: fact.blockNumber },
    { merchantId, orderId: null },
    { type: 'transfer.unmatched', data: { payment: paymentData(step.write, fact), reason } },
  );
}

function reasonOf({ pairing, reference }: Fact): EventData<'transfer.unmatched'>['reason'] {
  if (pairing === 'ambiguous') return 'ambiguous';
  return reference === null ? 'no_reference' : 'unknown_reference';
}

function record(step: Step, fact: Fact, what: Pick<PaymentRecord, 'use' | 'reason' | 'inbox'>): void {
  const { transferId, toMerchant, orderId } = fact;
  if (toMerchant === null) return;
  step.recordPayment(step.groupOf(transferId), {
    fact,
    merchantId: toMerchant,
    orderId: what.use === 'held' ? orderId : null,
    ...what,
    resolved: null,
  });
}
