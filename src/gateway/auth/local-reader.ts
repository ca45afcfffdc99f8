import type { LocalReader } from '../../store/company/local.js';
import type { Caller } from './caller.js';

/** Which companies that are registered here a caller sees: whose accounts are whose is nobody else's business. */
export function localReader(caller: Caller): LocalReader {
  if (caller.kind === 'operator') return 'operator';
  if (caller.kind !== 'merchant' || !caller.scopes.has('accounts:read')) return null;
  return { merchantId: caller.merchantId };
}
