/** A block's header: what its hash is the blake2-256 of. `sp_runtime::generic::Header` with 32-bit numbers. */
import { concatBytes } from '@noble/hashes/utils.js';
import { hexToBytes, type Hex } from './hex.js';
import { encodeLength } from './scale.js';

export interface BlockHeader {
  readonly parentHash: Hex;
  /** 0 to 2^30 - 1. */
  readonly number: number;
  readonly stateRoot: Hex;
  readonly extrinsicsRoot: Hex;
  /** Encoded digest items. */
  readonly digest: readonly Hex[];
}

/** @throws {RangeError} for what is no header: hashes of another length, a number out of range. */
export function encodeHeader({
  parentHash,
  number,
  stateRoot,
  extrinsicsRoot,
  digest,
}: BlockHeader): Uint8Array {
  return concatBytes(
    hashBytes(parentHash),
    // A compact number, as a length is one.
    encodeLength(number),
    hashBytes(stateRoot),
    hashBytes(extrinsicsRoot),
    encodeLength(digest.length),
    ...digest.map(hexToBytes),
  );
}

function hashBytes(hash: Hex): Uint8Array {
  const bytes = hexToBytes(hash);
  if (bytes.length !== 32) throw new RangeError('a hash has 32 bytes');
  return bytes;
}
