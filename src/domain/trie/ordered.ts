/** The trie that a block's header names as `extrinsicsRoot`: each extrinsic under its index, as a compact number. */
import { encodeLength } from '../scale.js';
import { buildTrie, type StateVersion } from './build.js';
import { nibblesOf, type Nibbles } from './nibbles.js';

export interface OrderedTrie {
  readonly root: Uint8Array;
  /** The nodes from the root to the value at this place, those left out that stand in their parent. */
  proofOf(place: number): readonly Uint8Array[];
}

/** @param values fewer than 2^30 */
export function orderedTrie(values: readonly Uint8Array[], version: StateVersion): OrderedTrie {
  const trie = buildTrie(
    values.map((value, place) => ({ path: keyOf(place), value })),
    version,
  );
  return { root: trie.root, proofOf: (place) => trie.proofOf(keyOf(place)) };
}

export function keyOf(place: number): Nibbles {
  return nibblesOf(encodeLength(place));
}
