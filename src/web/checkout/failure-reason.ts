/** Why an attempt to pay failed, in words for its buyer, where the chain's error is one that many meet. */
import type { PaymentFailure } from './order.js';
import type { TextKey } from './texts/en.js';

/** Errors of pallets balances and assets, and the chain's own errors of tokens, by the names in their metadata. */
const REASONS: Readonly<Record<string, TextKey>> = {
  'balances.insufficientbalance': 'failure_too_little',
  'token.fundsunavailable': 'failure_too_little',
  'assets.balancelow': 'failure_too_little',
  'assets.noaccount': 'failure_too_little',

  'balances.keepalive': 'failure_keeps_open',
  'balances.expendability': 'failure_keeps_open',
  'token.notexpendable': 'failure_keeps_open',
  'token.onlyprovider': 'failure_keeps_open',
  'assets.woulddie': 'failure_keeps_open',

  'balances.existentialdeposit': 'failure_receiver',
  'balances.deadaccount': 'failure_receiver',
  'token.belowminimum': 'failure_receiver',
  'token.cannotcreate': 'failure_receiver',
  'token.blocked': 'failure_receiver',

  'balances.liquidityrestrictions': 'failure_frozen',
  'balances.vestingbalance': 'failure_frozen',
  'token.frozen': 'failure_frozen',
  'assets.frozen': 'failure_frozen',
};

/** The chain's name of an error, as `Balances.InsufficientBalance`; null for one that could not be read. */
export function nameOf({ pallet, name }: PaymentFailure): string | null {
  if (name === null) return pallet;
  return pallet === null ? name : `${pallet}.${name}`;
}

/** @returns null where there are no words but the chain's. */
export function reasonOf(failure: PaymentFailure): TextKey | null {
  return REASONS[(nameOf(failure) ?? '').toLowerCase()] ?? null;
}
