import { matchedTransfers } from '../../store/till/matching.js';
import { requireMerchant } from '../auth/caller.js';
import type { GatewayContext } from './context.js';
import type { FilterFields } from './filter.js';

/** The field `matched` of a filter of transfers: only whoever has orders can ask it, and only about his own. */
export function matchedField({ caller }: GatewayContext): FilterFields {
  return {
    matched: {
      means: (value) => matchedTransfers(requireMerchant(caller, 'orders:read').merchantId, value === true),
    },
  };
}
