/** A trie made of all its entries. */
import { commonLength, type Nibbles } from './nibbles.js';
import { CHILDREN, encodeNode, hash256, HASH_BYTES, type TrieChild, type TrieValue } from './node.js';

/** How values stand in nodes: all of them, or those of up to 32 bytes (`RuntimeVersion.systemVersion` says which). */
export type StateVersion = 0 | 1;

const MOST_INLINE = 32;

export interface TrieEntry {
  readonly path: Nibbles;
  readonly value: Uint8Array;
}

export interface Trie {
  readonly root: Uint8Array;
  /** The nodes from the root to the value under this path, those left out that stand in their parent. */
  proofOf(path: Nibbles): readonly Uint8Array[];
}

/** A node with all that is below it. */
interface Built {
  readonly encoded: Uint8Array;
  readonly partial: Nibbles;
  readonly below: readonly (Built | null)[] | null;
}

/** @param entries no path twice */
export function buildTrie(entries: readonly TrieEntry[], version: StateVersion): Trie {
  if (entries.length === 0) return { root: hash256(Uint8Array.of(0)), proofOf: () => [] };
  const top = build(entries, version);
  return {
    root: hash256(top.encoded),
    proofOf: (path) => [top.encoded, ...along(top, path)],
  };
}

/** @param entries at least one */
function build(entries: readonly TrieEntry[], version: StateVersion): Built {
  const [first] = entries;
  if (first === undefined) throw new RangeError('a node holds at least one entry');
  const shared = entries.reduce(
    (length, { path }) => Math.min(length, commonLength(first.path, path)),
    Infinity,
  );
  const length = Math.min(shared, ...entries.map(({ path }) => path.length));
  const partial = first.path.slice(0, length);
  const here = entries.find(({ path }) => path.length === length);
  const value = here ? storedAs(here.value, version) : null;
  if (entries.length === 1 && here)
    return { encoded: encodeNode({ partial, value, children: null }), partial, below: null };
  const below = Array.from({ length: CHILDREN }, (_, nibble) => {
    const under = entries
      .filter(({ path }) => path[length] === nibble)
      .map((entry) => ({ ...entry, path: entry.path.slice(length + 1) }));
    return under.length === 0 ? null : build(under, version);
  });
  return { encoded: encodeNode({ partial, value, children: below.map(namedBy) }), partial, below };
}

function storedAs(value: Uint8Array, version: StateVersion): TrieValue {
  return version === 1 && value.length > MOST_INLINE ? { hash: hash256(value) } : { inline: value };
}

function namedBy(node: Built | null): TrieChild | null {
  if (node === null) return null;
  return node.encoded.length < HASH_BYTES ? { inline: node.encoded } : { hash: hash256(node.encoded) };
}

/** The nodes below `node` on the path that are named by their hash. */
function along({ partial, below }: Built, path: Nibbles): readonly Uint8Array[] {
  const rest = path.slice(partial.length);
  const child = below?.[rest[0] ?? CHILDREN];
  if (!child) return [];
  const deeper = along(child, rest.slice(1));
  return child.encoded.length < HASH_BYTES ? deeper : [child.encoded, ...deeper];
}
