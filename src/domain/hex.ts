/** Bytes as text: `0x` and two lower-case digits a byte. */
export type Hex = `0x${string}`;

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const HEX = /^0x(?:[0-9a-fA-F]{2})*$/;

export function isHex(text: string): text is Hex {
  return HEX.test(text);
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
