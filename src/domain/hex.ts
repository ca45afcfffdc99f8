/** Bytes as text: `0x` and two lower-case digits a byte. */
export type Hex = `0x${string}`;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Looked for once, from left to right: a pattern of all digits overflowed V8's stack on the megabytes of a runtime. */
const NO_DIGIT = /[^0-9a-fA-F]/;

export function isHex(text: string): text is Hex {
  return text.length % 2 === 0 && text.startsWith('0x') && !NO_DIGIT.test(text.slice(2));
}

export function bytesToHex(bytes: Uint8Array): Hex {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte] ?? '';
  return `0x${text}`;
}

/** @throws {RangeError} when `text` is not 0x and whole bytes. */
export function hexToBytes(text: string): Uint8Array {
  if (!isHex(text)) throw new RangeError('not a hex string: write 0x and two digits for each byte');
  const bytes = new Uint8Array((text.length - 2) / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 + i * 2, 4 + i * 2), 16);
  return bytes;
}
