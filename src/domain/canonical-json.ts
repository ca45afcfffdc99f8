import { sha256 } from '@noble/hashes/sha2.js';
import { encodeUtf8 } from './utf8.js';

/** JSON without blanks and with the keys of every object sorted by code units: one text for equal values. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(',')}}`;
}

/** SHA-256 over the UTF-8 of the canonical JSON: equal for values that were sent alike, whatever the order of keys. */
export function digestJson(value: unknown): Uint8Array {
  const bytes = encodeUtf8(canonicalJson(value));
  // JSON escapes the halves of surrogate pairs, the one thing that UTF-8 cannot write.
  if (bytes === null) throw new RangeError('JSON text is always UTF-8');
  return sha256(bytes);
}
