import type { UnsignedCall } from '../../chain/unsigned/call.js';
import { formatAccount } from '../../domain/account.js';
import type { NetworkProfile } from '../../domain/network.js';

/**
 * For how many blocks a signature should hold. What is not in a block by then never will be, and can be built and signed
 * again without being done twice. A power of two, as eras are.
 */
const MORTAL_BLOCKS = 64;

/** A call for a wallet, as the API shows it. */
export function viewUnsigned(
  { callData, signer, description, genesisHash, specVersion }: UnsignedCall,
  { ss58Prefix }: Pick<NetworkProfile, 'ss58Prefix'>,
): object {
  return {
    callData,
    signer: formatAccount(signer, ss58Prefix),
    description,
    genesisHash,
    specVersion,
    mortalBlocks: MORTAL_BLOCKS,
  };
}
