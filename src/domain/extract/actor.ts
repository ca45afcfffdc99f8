import { derivativeOf } from '../derivative.js';
import { bytesToHex, hexToBytes } from '../hex.js';
import type { AccountHex, CallData, EventData } from './block.js';
import { account } from './intended.js';

/** Length of `0x` and 32 bytes in hex: pallet utility derives from no other accounts. */
const KEY_LENGTH = 66;

/**
 * The account as which the call inside `call` is dispatched; null where it is none (the root origin, a collective) or
 * the chain does not show it (an office's, a multisig of one).
 * @param outer as whom `call` itself is dispatched
 * @param marker the event that says how the inner call ended, where there is one
 */
export function innerActor(call: CallData, outer: AccountHex | null, marker?: EventData): AccountHex | null {
  switch (call.name) {
    case 'utility.withWeight':
      return outer;
    case 'utility.asDerivative':
      return derivative(outer, call.fields[0]);
    case 'utility.dispatchAs':
    case 'recovery.asRecovered':
    case 'proxy.proxy':
    case 'sudo.sudoAs':
      return account(call.fields[0]);
    case 'proxy.proxyAnnounced':
      return account(call.fields[1]);
    case 'multisig.asMulti':
      return account(marker?.fields[2]);
    default:
      return null;
  }
}

function derivative(owner: AccountHex | null, index: unknown): AccountHex | null {
  if (owner?.length !== KEY_LENGTH || typeof index !== 'number') return null;
  return bytesToHex(derivativeOf(hexToBytes(owner), index));
}
