/**
 * Strict UTF-8 (RFC 3629) without TextEncoder and TextDecoder, which SubQuery's sandbox lacks. What one direction
 * accepts the other gives back unchanged; nothing is replaced, and a byte order mark is a character like any other.
 */

/** Arguments of one String.fromCharCode call; engines limit how many they take. */
const UNITS_PER_CALL = 4096;
/** Smallest code point that needs 1, 2 and 3 continuation bytes: below it the form is overlong. */
const SMALLEST = [0, 0x80, 0x800, 0x10000] as const;

/** @returns null when the bytes are not UTF-8: overlong, surrogate, above U+10FFFF, cut off, or a stray byte. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++] ?? 0;
    const more = continuationBytes(first);
    if (more === null) return null;
    // The lead byte of a sequence keeps 5, 4 or 3 bits.
    let codePoint = more === 0 ? first : first & (0x3f >> more);
    for (const end = i + more; i < end; i++) {
      const byte = bytes[i];
      if (byte === undefined || (byte & 0xc0) !== 0x80) return null;
      codePoint = (codePoint << 6) | (byte & 0x3f);
    }
    if (codePoint < SMALLEST[more] || codePoint > 0x10ffff || isSurrogate(codePoint)) return null;
    if (codePoint < 0x10000) {
      units[length++] = codePoint;
    } else {
      units[length++] = 0xd800 + ((codePoint - 0x10000) >> 10);
      units[length++] = 0xdc00 + (codePoint & 0x3ff);
    }
  }
  let text = '';
  for (let i = 0; i < length; i += UNITS_PER_CALL) {
    text += String.fromCharCode(...units.subarray(i, Math.min(i + UNITS_PER_CALL, length)));
  }
  return text;
}

/** @returns null when the text holds half of a surrogate pair, which UTF-8 cannot write. */
export function encodeUtf8(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (isSurrogate(codePoint)) return null;
    if (codePoint < 0x80) {
      bytes[length++] = codePoint;
    } else if (codePoint < 0x800) {
      bytes[length++] = 0xc0 | (codePoint >> 6);
      bytes[length++] = 0x80 | (codePoint & 0x3f);
    } else if (codePoint < 0x10000) {
      bytes[length++] = 0xe0 | (codePoint >> 12);
      bytes[length++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[length++] = 0x80 | (codePoint & 0x3f);
    } else {
      bytes[length++] = 0xf0 | (codePoint >> 18);
      bytes[length++] = 0x80 | ((codePoint >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((codePoint >> 6) & 0x3f);
      bytes[length++] = 0x80 | (codePoint & 0x3f);
    }
  }
  return bytes.slice(0, length);
}

/** How many bytes follow this one in its sequence; null when no sequence starts with it. */
function continuationBytes(first: number): 0 | 1 | 2 | 3 | null {
  if (first < 0x80) return 0;
  if (first < 0xc0) return null;
  if (first < 0xe0) return 1;
  if (first < 0xf0) return 2;
  return first < 0xf8 ? 3 : null;
}

function isSurrogate(codePoint: number): boolean {
  return codePoint >= 0xd800 && codePoint <= 0xdfff;
}
