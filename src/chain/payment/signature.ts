import { u8aConcat } from '@polkadot/util';
import { ed25519Verify, secp256k1Verify, sr25519Verify } from '@polkadot/util-crypto';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex, hexToBytes, type Hex } from '../../domain/hex.js';

type Verify = (message: Uint8Array, signature: Uint8Array, account: Uint8Array) => boolean;

/** In the order of `sp_runtime::MultiSignature`, with the bytes of each signature. */
const SCHEMES: readonly (readonly [bytes: number, verify: Verify])[] = [
  [64, ed25519Verify],
  [64, sr25519Verify],
  [65, (message, signature, account) => secp256k1Verify(message, signature, account, 'blake2')],
];

/**
 * A wallet's signature with the byte that tells its scheme, whether the wallet wrote that or not. Exactly these bytes must be
 * signed: unlike for texts, nothing around them is allowed.
 * @param account 32 bytes: the key itself, or for ecdsa the blake2b-256 of the key
 * @returns null where no scheme has it as that account's signature
 */
export function multiSignature(message: Uint8Array, signature: Hex, account: AccountHex): Hex | null {
  const [bytes, key] = [hexToBytes(signature), hexToBytes(account)];
  for (const [scheme, [length, verify]] of SCHEMES.entries()) {
    const isTold = bytes.length === length + 1 && bytes[0] === scheme;
    if (!isTold && bytes.length !== length) continue;
    const plain = isTold ? bytes.slice(1) : bytes;
    if (fits(verify, message, plain, key)) return bytesToHex(u8aConcat(Uint8Array.of(scheme), plain));
  }
  return null;
}

function fits(verify: Verify, message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean {
  try {
    return verify(message, signature, key);
  } catch {
    return false; // bytes that are no point, or no key, of that scheme
  }
}
