import { blake2b } from '@noble/hashes/blake2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { base58 } from '@scure/base';
import { ChaintillError } from './errors.js';
import type { AccountHex } from './extract/block.js';
import { bytesToHex, hexToBytes } from './hex.js';

/** The ASCII bytes of `SS58PRE`, which the checksum of an address begins with. */
const CHECKSUM_CONTEXT = Uint8Array.of(0x53, 0x53, 0x35, 0x38, 0x50, 0x52, 0x45);
const CHECKSUM_BYTES = 2;
const KEY_BYTES = 32;
/** The longest SS58 address of a 32-byte key has 50 characters; decoding base58 takes time by the square of its length. */
const LONGEST_ADDRESS = 50;
const NOT_BASE58 = /[^1-9A-HJ-NP-Za-km-z]/;
/** Highest prefix that two bytes hold. */
const LAST_PREFIX = 16383;

/**
 * Reads an account as people write it: SS58 with any prefix, or 0x and a 32-byte public key or 20-byte account in hex.
 * @returns the public key in lower-case hex: equal for every spelling of one account.
 * @throws {ChaintillError} `INVALID_ADDRESS`, with what is wrong.
 */
export function parseAccount(text: string): AccountHex {
  return text.startsWith('0x') ? parseHexAccount(text) : parseSs58(text);
}

/**
 * Writes an account as its chain does: SS58 for a 32-byte public key, 0x-hex for anything else (20-byte accounts).
 * @param ss58Prefix 0 to 16383
 * @throws {RangeError} when the prefix is no SS58 prefix or the account is not hex.
 */
export function formatAccount(account: AccountHex, ss58Prefix: number): string {
  const key = hexToBytes(account);
  if (key.length !== KEY_BYTES) return bytesToHex(key);
  const body = concatBytes(prefixBytes(ss58Prefix), key);
  return base58.encode(concatBytes(body, checksum(body)));
}

function parseHexAccount(text: string): AccountHex {
  const digits = text.length - 2;
  if (digits !== 64 && digits !== 40) {
    throw invalid(`it has ${digits} hex digits; write 64 (a public key) or 40 (a 20-byte account)`);
  }
  if (!/^0x[0-9a-fA-F]+$/.test(text)) throw invalid('it has a character that is no hex digit');
  return bytesToHex(hexToBytes(text));
}

/** Format: base58 of the prefix (one or two bytes), the key, and the start of blake2b-512 over context, prefix and key. */
function parseSs58(text: string): AccountHex {
  if (text === '') throw invalid('it is empty');
  const wrong = text.search(NOT_BASE58);
  if (wrong !== -1) throw invalid(`character ${wrong + 1} cannot be in an SS58 address`);
  if (text.length > LONGEST_ADDRESS) {
    throw invalid(`it is ${text.length} characters long; an SS58 address has at most ${LONGEST_ADDRESS}`);
  }
  const bytes = base58.decode(text);
  const first = bytes[0] ?? 0;
  if (first > 127) throw invalid('its SS58 prefix is reserved; check its first characters');
  const prefixLength = first > 63 ? 2 : 1;
  const keyLength = bytes.length - prefixLength - CHECKSUM_BYTES;
  if (keyLength !== KEY_BYTES) {
    throw invalid(
      `its length is wrong: a public key has ${KEY_BYTES} bytes, this has ${Math.max(0, keyLength)}`,
    );
  }
  const body = bytes.subarray(0, -CHECKSUM_BYTES);
  const [high, low] = checksum(body);
  if (bytes.at(-2) !== high || bytes.at(-1) !== low) {
    throw invalid('its checksum does not fit; check it for a mistyped or missing character');
  }
  return bytesToHex(body.subarray(prefixLength));
}

/** Prefixes below 64 take one byte; the others two, in the bit order that SS58 gives them. */
function prefixBytes(prefix: number): Uint8Array {
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > LAST_PREFIX) {
    throw new RangeError(`an SS58 prefix is a whole number from 0 to ${LAST_PREFIX}`);
  }
  return prefix < 64
    ? Uint8Array.of(prefix)
    : Uint8Array.of(((prefix & 0xfc) >> 2) | 0x40, (prefix >> 8) | ((prefix & 3) << 6));
}

function checksum(body: Uint8Array): Uint8Array {
  return blake2b(concatBytes(CHECKSUM_CONTEXT, body), { dkLen: 64 }).subarray(0, CHECKSUM_BYTES);
}

function invalid(reason: string): ChaintillError {
  return new ChaintillError('INVALID_ADDRESS', `not an account address: ${reason}`);
}
