/** Headers as they stand one after another in what GRANDPA says (`sp_runtime::generic::Header` with 32-bit numbers). */
import { concatBytes } from '@noble/hashes/utils.js';
import { encodeLength, type ScaleReader } from '../scale.js';

const HASH_BYTES = 32;

/** How many bytes follow the first of a digest item: an engine's name of four, then bytes of any number, or less. */
const ENGINE_ITEMS = new Set([4, 5, 6]);
const OTHER_ITEM = 0;
const RUNTIME_UPDATED_ITEM = 8;

/** @returns the header's bytes; null where a digest item is of no kind that is known. */
export function readHeader(reader: ScaleReader): Uint8Array | null {
  const parent = reader.bytes(HASH_BYTES);
  const number = encodeLength(reader.length());
  const roots = reader.bytes(2 * HASH_BYTES);
  const digest = reader.items(() => readDigestItem(reader));
  const items = digest.filter((item) => item !== null);
  if (items.length < digest.length) return null;
  return concatBytes(parent, number, roots, encodeLength(items.length), ...items);
}

function readDigestItem(reader: ScaleReader): Uint8Array | null {
  const kind = reader.byte();
  if (kind === RUNTIME_UPDATED_ITEM) return Uint8Array.of(kind);
  if (kind !== OTHER_ITEM && !ENGINE_ITEMS.has(kind)) return null;
  const engine = ENGINE_ITEMS.has(kind) ? reader.bytes(4) : new Uint8Array();
  const length = reader.length();
  return concatBytes(Uint8Array.of(kind), engine, encodeLength(length), reader.bytes(length));
}

/** The hash of the header before it: what an encoded header begins with. */
export function parentHashOf(header: Uint8Array): Uint8Array {
  return header.subarray(0, HASH_BYTES);
}
