import { blake2b } from '@noble/hashes/blake2.js';
import { concatBytes } from '@noble/hashes/utils.js';

const ACCOUNT_BYTES = 32;
/** The ASCII bytes of `modlpy/utilisuba`, with which pallet utility separates these accounts from all others. */
const CONTEXT = Uint8Array.from('modlpy/utilisuba', (character) => character.charCodeAt(0));

/**
 * The account that `account` dispatches as by `utility.asDerivative(index, ...)`. Format: blake2b-256 over the context,
 * the account, and the index (u16, little-endian).
 * @param account of 32 bytes
 * @param index 0 to 65535
 */
export function derivativeOf(account: Uint8Array, index: number): Uint8Array {
  return blake2b(concatBytes(CONTEXT, account, littleEndian(index, 2)), { dkLen: ACCOUNT_BYTES });
}

/** @param index 0 to 65535 @param length in bytes, 2 or more */
export function littleEndian(index: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes[0] = index & 0xff;
  bytes[1] = index >> 8;
  return bytes;
}
