/** The trie that a block's header names as `extrinsicsRoot`: each extrinsic under its index, as a compact number. */
import { encodeLength } from '../scale.js';
import { commonLength, nibblesOf, type Nibbles } from './nibbles.js';
import { CHILDREN, encodeNode, hash256, HASH_BYTES, type TrieChild, type TrieValue } from './node.js';

/** How values stand in nodes: all of them, or those of up to 32 bytes (`RuntimeVersion.systemVersion` says which). */
export type StateVersion = 0 | 1;

const MOST_INLINE = 32;

export interface OrderedTrie {
  readonly root: Uint8Array;
  /** The nodes from the root to the value at this place, those left out that stand in their parent. */
  proofOf(place: number): readonly Uint8Array[];
}

interface Entry {
  readonly path: Nibbles;
  readonly value: Uint8Array;
}

/** A node with all that is below it. */
interface Built {
  readonly encoded: Uint8Array;
  readonly partial: Nibbles;
  readonly below: readonly (Built | null)[] | null;
}

/** @param values fewer than 2^30 */
export function orderedTrie(values: readonly Uint8Array[], version: StateVersion): OrderedTrie {
  const entries = values.map((value, place) => ({ path: keyOf(place), value }));
  if (entries.length === 0) return { root: hash256(Uint8Array.of(0)), proofOf: () => [] };
  const top = build(entries, version);
  return {
    root: hash256(top.encoded),
    proofOf: (place) => [top.encoded, ...along(top, keyOf(place))],
  };
}

export function keyOf(place: number): Nibbles {
  return nibblesOf(encodeLength(place));
}

/** @param entries at least one, no path twice */
function build(entries: readonly Entry[], version: StateVersion): Built {
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
