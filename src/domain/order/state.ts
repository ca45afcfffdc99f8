import type { OrderTerms } from './terms.js';

/** Stored, and moved by facts and commands alone. That a payment was sighted is shown besides (projection.ts). */
export type OrderStatus = 'open' | 'settled' | 'expired' | 'canceled' | 'invalid';

/** What happened to an order besides its status; once set, a flag stays. */
export type OrderFlag =
  /** Money in its asset came after its expiry. */
  | 'late'
  /** More than one payment counts. */
  | 'multiple'
  /** A person marked it, or assigned money to it. */
  | 'manual'
  /** Money in another asset came. */
  | 'wrongAsset'
  /** A payment in a block before its window named it. */
  | 'beforeWindow'
  /** Another account paid than the one that it names. */
  | 'otherPayer'
  /** Money came when it was canceled or invalid. */
  | 'closedPaid'
  /** Somebody tried to pay it while a payment was wanted, and that failed. */
  | 'failedAttempt';

export interface OrderState {
  readonly status: OrderStatus;
  /** What counts towards the amount, in the smallest unit. */
  readonly received: bigint;
  /** What came in its asset without counting (late, of another payer, canceled ...), less what was assigned since. */
  readonly held: bigint;
  /** Payments that count. */
  readonly paymentCount: number;
  /** Payments that failed while one was wanted. */
  readonly failedAttempts: number;
  readonly flags: readonly OrderFlag[];
  /** Height of the input that settled it; null unless it is settled. */
  readonly settledHeight: number | null;
  /** Height of the last input; null before the first. */
  readonly height: number | null;
}

export const NEW_ORDER: OrderState = {
  status: 'open',
  received: 0n,
  held: 0n,
  paymentCount: 0,
  failedAttempts: 0,
  flags: [],
  settledHeight: null,
  height: null,
};

/** How what counts compares with the terms. `exact` is anything from the minimum to the amount. */
export type AmountState = 'none' | 'under' | 'exact' | 'over';

export function amountStateOf({ received }: OrderState, { amount, minimum }: OrderTerms): AmountState {
  if (received === 0n) return 'none';
  if (received < minimum) return 'under';
  return received <= amount ? 'exact' : 'over';
}

/** What is still missing of the amount, in the smallest unit; 0 from the minimum on. */
export function missingOf({ received }: OrderState, { amount, minimum }: OrderTerms): bigint {
  return received >= minimum ? 0n : amount - received;
}

/** What was received above the amount, in the smallest unit. */
export function excessOf({ received }: OrderState, { amount }: OrderTerms): bigint {
  return received > amount ? received - amount : 0n;
}
