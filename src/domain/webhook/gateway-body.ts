import type { EventData } from '../events/catalog.js';
import type { OrderData } from '../events/order-data.js';

interface Transaction {
  readonly id: string;
  /** Of the extrinsic. */
  readonly hash: string | null;
  /** In the smallest unit, in decimal. */
  readonly amount: string;
  readonly confirmations: number | null;
  /** `expired`, `underpaid`, the chain's name of an error as `Balances.InsufficientBalance`, or `unknown`. */
  readonly failure_reason: string | null;
}

/** A payment in sight: its block is its one confirmation. */
export function detectedBody({ order, payment }: EventData<'order.payment.detected'>): string {
  return render('transaction.detected', order, {
    id: payment.transferId,
    hash: payment.extrinsicHash,
    amount: payment.value,
    confirmations: 1,
    failure_reason: null,
  });
}

/**
 * A settled order. `amount` is all that counts for it, as receivers compare it with the amount of the order, which the last
 * of several payments alone does not reach. What is final has no number of confirmations: null.
 */
export function confirmedBody({ order, payment }: EventData<'order.settled'>): string {
  return render('transaction.confirmed', order, {
    id: payment?.transferId ?? order.id,
    hash: payment?.extrinsicHash ?? null,
    amount: order.received,
    confirmations: null,
    failure_reason: null,
  });
}

/** A transaction that moved nothing, and after which its order can still be paid. An amount that it does not name is 0. */
export function failedBody({ order, failure }: EventData<'order.payment.failed'>): string {
  const { pallet, name } = failure.error;
  return render('transaction.failed', order, {
    id: failure.failureId,
    hash: failure.extrinsicHash,
    amount: failure.amount ?? '0',
    confirmations: null,
    failure_reason: [pallet, name].filter((part) => part !== null).join('.') || 'unknown',
  });
}

/** An order that ended unpaid; `amount` is what came nevertheless. */
export function expiredBody({ order }: EventData<'order.expired'>): string {
  return render('transaction.failed', order, {
    id: order.id,
    hash: null,
    amount: order.received,
    confirmations: null,
    failure_reason: order.amountState === 'none' ? 'expired' : 'underpaid',
  });
}

function render(event: string, order: OrderData, transaction: Transaction): string {
  const { metadata } = order;
  const own = typeof metadata === 'object' && !Array.isArray(metadata) ? metadata : { metadata };
  // Ours come last: what a shop put into its metadata cannot make another order of it.
  return JSON.stringify({
    event,
    data: {
      ...transaction,
      metadata: { ...own, order_id: order.orderId, amount: order.expected, asset: order.asset },
    },
  });
}
