/**
 * The part of SCALE (the binary codec of Substrate) that remarks, company data and tries use: bytes, u64, bool, compact
 * lengths, Text, Vec. Reading accepts only what writing makes: shortest lengths, valid UTF-8, nothing missing and nothing left over. So
 * bytes that decode are exactly the bytes that encoding gives again.
 */
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeUtf8 } from './utf8.js';

export const U64_MAX = 2n ** 64n - 1n;

export interface ScaleReader {
  byte(): number;
  bytes(length: number): Uint8Array;
  /** A compact number below 2^30. */
  length(): number;
  u64(): bigint;
  text(): string;
  bool(): boolean;
  /** A Vec, each of its items as `read` reads it. */
  items<T>(read: () => T): T[];
  /** How many bytes are not read yet. */
  left(): number;
  /** Passes over all that is left. */
  skip(): void;
}

/**
 * Reads a structure that is the whole of `bytes`.
 * @returns null when the bytes are not that structure, exactly.
 */
export function readScale<T>(bytes: Uint8Array, read: (reader: ScaleReader) => T): T | null {
  let offset = 0;

  function take(length: number): Uint8Array {
    if (length > bytes.length - offset) throw new ScaleError();
    const part = bytes.subarray(offset, offset + length);
    offset += length;
    return part;
  }

  function compactLength(): number {
    const mode = (bytes[offset] ?? 0) & 3;
    // Mode 3 is for 2^30 and more, longer than any array here.
    if (mode === 3) throw new ScaleError();
    const value = Number(littleEndian(take(1 << mode)) >> 2n);
    if (mode > 0 && value < (mode === 1 ? 1 << 6 : 1 << 14)) throw new ScaleError();
    return value;
  }

  const reader: ScaleReader = {
    byte: () => take(1)[0] ?? 0,
    bytes: take,
    length: compactLength,
    u64: () => littleEndian(take(8)),
    bool() {
      const [byte] = take(1);
      if (byte !== 0 && byte !== 1) throw new ScaleError();
      return byte === 1;
    },
    items(read) {
      const length = compactLength();
      // No item is empty, so a length above the bytes that are left is never worth starting on.
      if (length > bytes.length - offset) throw new ScaleError();
      return Array.from({ length }, read);
    },
    left: () => bytes.length - offset,
    skip: () => void take(bytes.length - offset),
    text() {
      const text = decodeUtf8(take(compactLength()));
      if (text === null) throw new ScaleError();
      return text;
    },
  };

  try {
    const value = read(reader);
    return offset === bytes.length ? value : null;
  } catch (error) {
    if (error instanceof ScaleError) return null;
    throw error;
  }
}

class ScaleError extends Error {}

/** @throws {RangeError} outside 0 to 2^64 - 1. */
export function encodeU64(value: bigint): Uint8Array {
  if (value < 0n || value > U64_MAX) throw new RangeError('out of range for a u64');
  return Uint8Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

/** A Text: its length in bytes as a compact number, then the bytes (UTF-8, at most 2^30 - 1). */
export function encodeText(utf8: Uint8Array): Uint8Array {
  return concatBytes(encodeLength(utf8.length), utf8);
}

/** The length of a Text or a Vec as a compact number. @throws {RangeError} from 2^30 on. */
export function encodeLength(length: number): Uint8Array {
  if (length >= 2 ** 30) throw new RangeError('too long for SCALE');
  const mode = length < 1 << 6 ? 0 : length < 1 << 14 ? 1 : 2;
  return Uint8Array.from({ length: 1 << mode }, (_, i) => ((length * 4 + mode) >>> (8 * i)) & 0xff);
}

function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
