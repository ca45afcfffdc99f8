import type { Call } from '@polkadot/types/interfaces';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import { callHex, type ChainMetadata } from '../chain-metadata.js';

/** A call that a person signs and submits with a wallet. Nothing here holds a key. */
export interface UnsignedCall {
  /** The call as the chain's runtime encodes it: what wallets take as "call data". */
  readonly callData: Hex;
  /** Who must dispatch it. */
  readonly signer: AccountHex;
  /** For the signer to read, with addresses and amounts as people write them. */
  readonly description: string;
  /** Hash of the chain's block 0: the call means something else, or nothing, elsewhere. */
  readonly genesisHash: Hex;
  /** Of the runtime that it is encoded for; after an upgrade it should be built again. */
  readonly specVersion: number;
}

export function unsignedCall(
  { genesisHash, specVersion }: ChainMetadata,
  call: Call,
  signer: AccountHex,
  description: string,
): UnsignedCall {
  return { callData: callHex(call), signer, description, genesisHash, specVersion };
}
