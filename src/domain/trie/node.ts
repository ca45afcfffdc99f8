/**
 * Nodes of Substrate's base-16 Patricia-Merkle trie (Polkadot specification, "State Storage": node header, partial key,
 * children bitmap, value, children; `sp-trie` without extension nodes). A child of 32 bytes and more is named by its
 * blake2-256; a shorter one stands in its parent.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { encodeLength, readScale, type ScaleReader } from '../scale.js';
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
  return readScale(bytes, (reader) => {
    const header = readHeader(reader);
    if (header === null) return null;
    const { kind, length } = header;
    const partial = unpackNibbles(reader.bytes(Math.ceil(length / 2)), length);
    const isBranch = kind === 'branch' || kind === 'valueBranch' || kind === 'hashedBranch';
    const bitmap = isBranch ? reader.byte() | (reader.byte() << 8) : 0;
    const value = readValue(kind, reader);
    const children = isBranch ? readChildren(bitmap, reader) : null;
    return partial && { partial, value, children };
  });
}

function readHeader(reader: ScaleReader): { readonly kind: Kind; readonly length: number } | null {
  const first = reader.byte();
  const kind = (Object.keys(KINDS) as Kind[]).find(
    (one) => first >> KINDS[one].bits === KINDS[one].prefix >> KINDS[one].bits,
  );
  if (kind === undefined) return null;
  const full = 2 ** KINDS[kind].bits - 1;
  let length = first & full;
  if (length < full) return { kind, length };
  for (;;) {
    const more = reader.byte();
    length += more;
    if (more < 0xff) return { kind, length };
  }
}

function readValue(kind: Kind, reader: ScaleReader): TrieValue | null {
  switch (kind) {
    case 'branch':
      return null;
    case 'hashedLeaf':
    case 'hashedBranch':
      return { hash: reader.bytes(HASH_BYTES) };
    default:
      return { inline: reader.bytes(reader.length()) };
  }
}

function readChildren(bitmap: number, reader: ScaleReader): readonly (TrieChild | null)[] {
  return Array.from({ length: CHILDREN }, (_, i) => {
    if ((bitmap & (1 << i)) === 0) return null;
    const bytes = reader.bytes(reader.length());
    return bytes.length === HASH_BYTES ? { hash: bytes } : { inline: bytes };
  });
}
