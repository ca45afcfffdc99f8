import { ApiError } from '../../ask.js';
import type { TextKey } from '../texts/en.js';

const SAID: Readonly<Record<string, TextKey>> = {
  BALANCE_TOO_LOW: 'refusal_BALANCE_TOO_LOW',
  BELOW_EXISTENTIAL_DEPOSIT: 'refusal_BELOW_EXISTENTIAL_DEPOSIT',
  ORDER_EXPIRED: 'refusal_ORDER_EXPIRED',
  ORDER_EXPIRES_NOW: 'refusal_ORDER_EXPIRED',
  ORDER_NOT_OPEN: 'refusal_ORDER_NOT_OPEN',
  ASSET_UNAVAILABLE: 'refusal_ASSET_UNAVAILABLE',
  OTHER_PAYER: 'refusal_OTHER_PAYER',
  AMOUNT_CHANGED: 'refusal_AMOUNT_CHANGED',
  OUTDATED: 'refusal_OUTDATED',
  STALE: 'refusal_STALE',
  FUTURE: 'refusal_STALE',
  NODE_UNAVAILABLE: 'refusal_NODE_UNAVAILABLE',
  UNREACHABLE: 'refusal_NODE_UNAVAILABLE',
};

/** Words for what the gateway or the chain refused, so that nothing was paid. */
export function refusalOf(error: unknown): TextKey {
  return (error instanceof ApiError ? SAID[error.code] : undefined) ?? 'refusal_other';
}

/** With these, what was to be sent was not. */
const NOT_SENT = new Set([
  ...Object.keys(SAID).filter((code) => code !== 'UNREACHABLE'),
  'INVALID_SIGNATURE',
  'NOT_THIS_ORDER',
  'REFUSED',
  'BAD_USER_INPUT',
]);

/** Whether what was to be sent may have been sent all the same. */
export function isUncertain(error: unknown): boolean {
  return !(error instanceof ApiError && NOT_SENT.has(error.code));
}

/** Words for a wallet that did not sign; wallets have no codes for it, only words of their own. */
export function signingTroubleOf(error: unknown): TextKey {
  if (error instanceof ApiError) return refusalOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return /cancel|reject|denied|declin/i.test(message) ? 'wallet_rejected' : 'wallet_failed';
}
