/**
 * Nodes of Substrate's base-16 Patricia-Merkle trie (Polkadot specification, "State Storage": node header, partial key,
 * children bitmap, value, children; `sp-trie` without extension nodes). A child of 32 bytes and more is named by its
 * blake2-256; a shorter one stands in its parent.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { encodeLength } from '../scale.js';
import { packNibbles, unpackNibbles, type Nibbles } from './nibbles.js';

export const HASH_BYTES = 32;
export const CHILDREN = 16;

/** In the node, or by its blake2-256 (state version 1, from 33 bytes on). */
export type TrieValue = { readonly inline: Uint8Array } | { readonly hash: Uint8Array };

/** The encoded node, or the hash of it. */
export type TrieChild = { readonly inline: Uint8Array } | { readonly hash: Uint8Array };

export interface TrieNode {
  readonly partial: Nibbles;
  readonly value: TrieValue | null;
  /** Of a branch: 16, each null where nothing is below. Null: a leaf. */
  readonly children: readonly (TrieChild | null)[] | null;
}

/** The first bits of a node's header, and how many bits of it are left for the length of its partial key. */
const KINDS = {
  leaf: { prefix: 0b0100_0000, bits: 6 },
  branch: { prefix: 0b1000_0000, bits: 6 },
  valueBranch: { prefix: 0b1100_0000, bits: 6 },
  hashedLeaf: { prefix: 0b0010_0000, bits: 5 },
  hashedBranch: { prefix: 0b0001_0000, bits: 4 },
} as const;
type Kind = keyof typeof KINDS;

export function hash256(bytes: Uint8Array): Uint8Array {
  return blake2b(bytes, { dkLen: HASH_BYTES });
}

export function encodeNode({ partial, value, children }: TrieNode): Uint8Array {
  const parts = [encodeHeader(kindOf(value, children), partial.length), packNibbles(partial)];
  if (children) {
    const bitmap = children.reduce<number>((bits, child, i) => (child === null ? bits : bits | (1 << i)), 0);
    parts.push(Uint8Array.of(bitmap & 0xff, bitmap >> 8));
  }
  if (value)
    parts.push('hash' in value ? value.hash : concatBytes(encodeLength(value.inline.length), value.inline));
  for (const child of children ?? []) {
    if (child === null) continue;
    const bytes = 'hash' in child ? child.hash : child.inline;
    parts.push(encodeLength(bytes.length), bytes);
  }
  return concatBytes(...parts);
}

function kindOf(value: TrieValue | null, children: TrieNode['children']): Kind {
  const hashed = value !== null && 'hash' in value;
  if (children === null) return hashed ? 'hashedLeaf' : 'leaf';
  if (hashed) return 'hashedBranch';
  return value === null ? 'branch' : 'valueBranch';
}

function encodeHeader(kind: Kind, length: number): Uint8Array {
  const { prefix, bits } = KINDS[kind];
  const full = 2 ** bits - 1;
  if (length < full) return Uint8Array.of(prefix | length);
  const bytes = [prefix | full];
  let left = length - full;
  for (; left >= 0xff; left -= 0xff) bytes.push(0xff);
  return Uint8Array.of(...bytes, left);
}

/** @returns null for bytes that are no node, or not the shortest text of one. */
export function decodeNode(bytes: Uint8Array): TrieNode | null {
  const reader = readerOf(bytes);
  const header = decodeHeader(reader);
  if (header === null) return null;
  const partial = unpackNibbles(reader.take(Math.ceil(header.length / 2)), header.length);
  const isBranch =
    header.kind === 'branch' || header.kind === 'valueBranch' || header.kind === 'hashedBranch';
  const bitmap = isBranch ? reader.byte() | (reader.byte() << 8) : 0;
  const value = readValue(header.kind, reader);
  const children = isBranch ? readChildren(bitmap, reader) : null;
  if (partial === null || reader.failed() || reader.left() > 0) return null;
  return { partial, value, children };
}

interface Reader {
  byte(): number;
  /** Fewer bytes, and `failed`, where there are not so many. */
  take(length: number): Uint8Array;
  length(): number;
  left(): number;
  failed(): boolean;
}

function readerOf(bytes: Uint8Array): Reader {
  let offset = 0;
  let failed = false;
  function take(length: number): Uint8Array {
    const part = bytes.subarray(offset, offset + length);
    failed ||= part.length < length;
    offset += part.length;
    return part;
  }
  const byte = (): number => take(1)[0] ?? 0;
  return {
    byte,
    take,
    left: () => bytes.length - offset,
    failed: () => failed,
    length() {
      const first = byte();
      const mode = first & 3;
      // 2^30 and more is longer than any node.
      if (mode === 3) failed = true;
      const value =
        take((1 << mode) - 1).reduce((sum, next, i) => sum + next * 2 ** (8 * (i + 1)), first) >>> 2;
      if (mode > 0 && value < (mode === 1 ? 1 << 6 : 1 << 14)) failed = true;
      return failed ? 0 : value;
    },
  };
}

function decodeHeader(reader: Reader): { readonly kind: Kind; readonly length: number } | null {
  const first = reader.byte();
  const kind = (Object.keys(KINDS) as Kind[]).find(
    (one) => first >> KINDS[one].bits === KINDS[one].prefix >> KINDS[one].bits,
  );
  if (kind === undefined || reader.failed()) return null;
  const full = 2 ** KINDS[kind].bits - 1;
  let length = first & full;
  if (length < full) return { kind, length };
  for (;;) {
    const more = reader.byte();
    if (reader.failed()) return null;
    length += more;
    if (more < 0xff) return { kind, length };
  }
}

function readValue(kind: Kind, reader: Reader): TrieValue | null {
  switch (kind) {
    case 'branch':
      return null;
    case 'hashedLeaf':
    case 'hashedBranch':
      return { hash: reader.take(HASH_BYTES) };
    default:
      return { inline: reader.take(reader.length()) };
  }
}

function readChildren(bitmap: number, reader: Reader): readonly (TrieChild | null)[] {
  return Array.from({ length: CHILDREN }, (_, i) => {
    if ((bitmap & (1 << i)) === 0) return null;
    const bytes = reader.take(reader.length());
    return bytes.length === HASH_BYTES ? { hash: bytes } : { inline: bytes };
  });
}
