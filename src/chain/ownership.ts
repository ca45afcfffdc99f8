import { stringToU8a, u8aConcat } from '@polkadot/util';
import { ed25519Verify, signatureVerify } from '@polkadot/util-crypto';
import { ChaintillError } from '../domain/errors.js';
import type { AccountHex } from '../domain/extract/block.js';
import { hexToBytes, isHex } from '../domain/hex.js';

const SCHEMES = ['sr25519', 'ed25519', 'ecdsa'] as const;
export type SignatureScheme = (typeof SCHEMES)[number];

const ACCOUNT_BYTES = 32;
/** Plain (64, ecdsa 65), or with the byte of a MultiSignature before it. */
const SIGNATURE_BYTES = [64, 65, 66];

/**
 * Checks a wallet's `signRaw` signature over a text, plain or wrapped in `<Bytes>` as wallets do. The key must be the
 * account's: the account itself (sr25519, ed25519), or blake2b-256 of the compressed key (ecdsa).
 * @param signature 0x-hex
 * @returns the scheme of the account's key
 * @throws {ChaintillError} `SIGNATURE_INVALID`; `SIGNATURE_UNSUPPORTED` for a 20-byte account
 */
export function verifySignedText(text: string, signature: string, account: AccountHex): SignatureScheme {
  const key = hexToBytes(account);
  if (key.length !== ACCOUNT_BYTES) {
    throw new ChaintillError(
      'SIGNATURE_UNSUPPORTED',
      `only accounts of ${ACCOUNT_BYTES} bytes can prove themselves by a signature: ask the operator to register this one`,
    );
  }
  if (!isHex(signature)) throw invalid('write it in hex, beginning with 0x');
  const bytes = hexToBytes(signature);
  if (!SIGNATURE_BYTES.includes(bytes.length)) {
    throw invalid(`it has ${bytes.length} bytes; a signature has 64 to 66`);
  }
  if (isAnybodys(key)) throw invalid('anybody can sign for this account');
  const scheme = schemeThatFits(text, bytes, key);
  if (scheme === null) throw invalid('it is not of this text by this account');
  return scheme;
}

/**
 * Keys of small order, such as the account 0x00...00, have ed25519 signatures that anybody can make. By the rules of
 * ZIP 215, which the JavaScript verifier and Substrate follow, this signature fits exactly these keys, and any text.
 */
function isAnybodys(key: Uint8Array): boolean {
  const [neutralPoint, zero] = [Uint8Array.of(1, ...new Uint8Array(31)), new Uint8Array(32)];
  return ed25519Verify(new Uint8Array(), u8aConcat(neutralPoint, zero), key, true);
}

function schemeThatFits(text: string, signature: Uint8Array, key: Uint8Array): SignatureScheme | null {
  const { isValid, crypto } = signatureVerify(stringToU8a(text), signature, key);
  return isValid ? (SCHEMES.find((scheme) => scheme === crypto) ?? null) : null;
}

function invalid(reason: string): ChaintillError {
  return new ChaintillError('SIGNATURE_INVALID', `the signature does not prove the account: ${reason}`);
}
