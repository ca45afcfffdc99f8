/** Reads headers as the RPC gives them. They do not tell their hash, so it is computed: what a node says of it is not taken. */
import { blake2AsHex } from '@polkadot/util-crypto';
import { encodeHeader, type BlockHeader } from '../../domain/header.js';
import type { Hex } from '../../domain/hex.js';
import { ScaleError } from './cursor.js';

export interface HeaderJson extends Omit<BlockHeader, 'number' | 'digest'> {
  /** In hex. */
  readonly number: Hex;
  readonly digest: { readonly logs: readonly Hex[] };
}

/** Which block a header is of. */
export interface HeaderPlace {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
}

/** @throws {ScaleError} where it is no header */
export function readHeaderJson(header: unknown): HeaderPlace {
  if (!isHeader(header)) throw new ScaleError('what is no header');
  const number = Number.parseInt(header.number, 16);
  if (!Number.isSafeInteger(number)) throw new ScaleError('a header without a number');
  try {
    const encoded = encodeHeader({ ...header, number, digest: header.digest.logs });
    return { number, hash: blake2AsHex(encoded), parentHash: header.parentHash };
  } catch (error) {
    if (error instanceof RangeError) throw new ScaleError(error.message, { cause: error });
    throw error;
  }
}

function isHeader(value: unknown): value is HeaderJson {
  const header = Object(value) as Partial<HeaderJson>;
  return (
    typeof header.number === 'string' &&
    Array.isArray((Object(header.digest) as Partial<HeaderJson['digest']>).logs)
  );
}
