/** Reading SCALE, the binary codec of Substrate, from front to back. */
import type { Hex } from '../../domain/hex.js';

/** A place in some bytes; nothing at or behind `end` is read. */
export interface Cursor {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;
}

/** The bytes are not of the type that they are read as. */
export class ScaleError extends Error {}

/** @throws {ScaleError} where the text is not `0x` and whole bytes */
export function cursorOf(hex: Hex): Cursor {
  const bytes = Buffer.from(hex.slice(2), 'hex');
  if (!hex.startsWith('0x') || bytes.length * 2 !== hex.length - 2) throw new ScaleError('not bytes in hex');
  return { bytes, end: bytes.length, at: 0 };
}

/** Passes over some bytes. @returns where they begin */
export function pass(cursor: Cursor, length: number): number {
  const from = cursor.at;
  cursor.at = from + length;
  if (cursor.at > cursor.end) throw new ScaleError('the bytes end too early');
  return from;
}

export function byte(cursor: Cursor): number {
  return cursor.bytes[pass(cursor, 1)] ?? 0;
}

export function hexOf(cursor: Cursor, length: number): Hex {
  const from = pass(cursor, length);
  return `0x${cursor.bytes.toString('hex', from, from + length)}`;
}

/** Little endian, unsigned, of any width in bytes. */
export function integer(cursor: Cursor, width: number): bigint {
  const from = pass(cursor, width);
  const { bytes } = cursor;
  if (width === 16) return bytes.readBigUInt64LE(from) | (bytes.readBigUInt64LE(from + 8) << 64n);
  if (width === 8) return bytes.readBigUInt64LE(from);
  let value = 0n;
  for (let i = width - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i] ?? 0);
  return value;
}

/** A compact number that counts what follows. */
export function length(cursor: Cursor): number {
  const first = byte(cursor);
  switch (first & 3) {
    case 0:
      return first >> 2;
    case 1:
      return (first >> 2) | (byte(cursor) << 6);
    case 2: {
      const from = pass(cursor, 3);
      return (first >>> 2) + cursor.bytes.readUIntLE(from, 3) * 64;
    }
    default:
      // 2^30 and more: nothing here is as long.
      throw new ScaleError('a length above what any block can hold');
  }
}

/** A compact number of any size. */
export function compact(cursor: Cursor): bigint {
  const first = cursor.bytes[cursor.at] ?? 0;
  if ((first & 3) !== 3) return BigInt(length(cursor));
  cursor.at++;
  return integer(cursor, (first >> 2) + 4);
}

export function passCompact(cursor: Cursor): void {
  const first = byte(cursor);
  const mode = first & 3;
  pass(cursor, mode === 3 ? (first >> 2) + 4 : (1 << mode) - 1);
}
