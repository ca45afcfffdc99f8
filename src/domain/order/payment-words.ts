/** An order in the words of the order and payment routes. */
import type { SeenOrder } from './projection.js';
import type { AmountState } from './state.js';

export type PaymentWord =
  'awaiting_payment' | 'payment_detected' | 'confirmed' | 'payment_insufficient' | 'failed' | 'expired';

/**
 * `confirmed` is a settled order, and nothing else is. While something is in sight, what is missing cannot be told yet, so
 * that comes before `payment_insufficient`.
 * @param hasFailed the newest attempt to pay failed on the chain; while nothing else came, that is what there is to say
 */
export function paymentWordOf(
  { status, detected }: Pick<SeenOrder, 'status' | 'detected'>,
  amountState: AmountState,
  hasFailed: boolean,
): PaymentWord {
  switch (status) {
    case 'settled':
      return 'confirmed';
    case 'expired':
      return 'expired';
    case 'canceled':
    case 'invalid':
      return 'failed';
    case 'processing':
      return 'payment_detected';
    case 'open':
      if (detected > 0n) return 'payment_detected';
      return hasFailed && amountState === 'none' ? 'failed' : OPEN_WORDS[amountState];
  }
}

/** Of an open order with nothing in sight. One that has enough and is not settled is one that settlement has set aside. */
const OPEN_WORDS: Readonly<Record<AmountState, PaymentWord>> = {
  none: 'awaiting_payment',
  under: 'payment_insufficient',
  exact: 'payment_detected',
  over: 'payment_detected',
};

/**
 * `finalized`: nothing can take it back, but the order that it was for is not settled. `failed`: so it is with a payment
 * that the chain refused.
 */
export type TransactionWord = 'pending' | 'finalized' | 'confirmed' | 'failed';

export function transactionWordOf(status: SeenOrder['status'], isFinal: boolean): TransactionWord {
  if (!isFinal) return 'pending';
  return status === 'settled' ? 'confirmed' : 'finalized';
}
