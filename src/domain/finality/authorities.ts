/** Who may vote on finality, from one change of the set to the next. */
import { concatBytes } from '@noble/hashes/utils.js';
import { bytesToHex, hexToBytes, type Hex } from '../hex.js';
import { encodeU64, readScale, U64_MAX } from '../scale.js';
import { hash256 } from '../trie/node.js';

/** A set as a node says it. */
export interface AuthoritySetText {
  /** How many sets the chain had before it, in decimal. */
  readonly setId: string;
  /** Encoded keys with their weights: the answer of the runtime's `GrandpaApi_grandpa_authorities`. */
  readonly authorities: Hex;
}

export interface AuthoritySet {
  /** As it is signed: eight bytes. */
  readonly id: Uint8Array;
  /** By key. */
  readonly weights: ReadonlyMap<Hex, bigint>;
  readonly total: bigint;
}

const DECIMAL = /^(?:0|[1-9]\d{0,19})$/;

/** @returns null for what is no set: nobody in it, a key twice, or weights beyond a u64. */
export function readAuthoritySet({ setId, authorities }: AuthoritySetText): AuthoritySet | null {
  const id = encodeId(setId);
  const listed = readScale(hexToBytes(authorities), (reader) =>
    reader.items(() => [bytesToHex(reader.bytes(32)), reader.u64()] as const),
  );
  if (id === null || listed === null) return null;
  const weights = new Map(listed);
  const total = listed.reduce((sum, [, weight]) => sum + weight, 0n);
  if (weights.size < listed.length || total === 0n || total > U64_MAX) return null;
  return { id, weights, total };
}

/**
 * The name of a set: blake2-256 of the encoded authorities and, behind them, of the set's id in eight bytes.
 * @returns null where the id is no u64.
 */
export function authoritySetHash({ setId, authorities }: AuthoritySetText): Hex | null {
  const id = encodeId(setId);
  return id && bytesToHex(hash256(concatBytes(hexToBytes(authorities), id)));
}

function encodeId(setId: string): Uint8Array | null {
  return DECIMAL.test(setId) && BigInt(setId) <= U64_MAX ? encodeU64(BigInt(setId)) : null;
}
