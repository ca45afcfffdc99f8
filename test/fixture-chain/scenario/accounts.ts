import { bytesToHex, type Hex } from '../../../src/domain/hex.js';

/** A public key that shows its name in its first bytes. Nobody has its secret. */
export function account(name: string): Hex {
  const key = new Uint8Array(32).fill(0x20);
  key.set(new TextEncoder().encode(name).subarray(0, 32));
  return bytesToHex(key);
}

export const ALICE = account('alice');
export const BOB = account('bob');
export const TREASURY = account('treasury');
export const AUTHOR = account('author');
