/** An order in the words of the order and payment routes. */
import type { SeenOrder } from './projection.js';
import type { AmountState } from './state.js';

export type PaymentWord =
  'awaiting_payment' | 'payment_detected' | 'confirmed' | 'payment_insufficient' | 'failed' | 'expired';

/**
 * `confirmed` is a settled order, and nothing else is. While something is in sight, what is missing cannot be told yet, so
 * that comes before `payment_insufficient`.
 */
export function paymentWordOf(
  { status, detected }: Pick<SeenOrder, 'status' | 'detected'>,
  amountState: AmountState,
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
      return detected > 0n ? 'payment_detected' : OPEN_WORDS[amountState];
  }
}

/** Of an open order with nothing in sight. One that has enough and is not settled is one that settlement has set aside. */
const OPEN_WORDS: Readonly<Record<AmountState, PaymentWord>> = {
  none: 'awaiting_payment',
  under: 'payment_insufficient',
  exact: 'payment_detected',
  over: 'payment_detected',
};

/** `finalized`: nothing can take it back, but the order that it was for is not settled. */
export type TransactionWord = 'pending' | 'finalized' | 'confirmed';

export function transactionWordOf(status: SeenOrder['status'], isFinal: boolean): TransactionWord {
  if (!isFinal) return 'pending';
  return status === 'settled' ? 'confirmed' : 'finalized';
}
