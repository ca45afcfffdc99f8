import { bytesToHex } from '../hex.js';
import { commonLength, type Nibbles } from './nibbles.js';
import { decodeNode, hash256, type TrieNode, type TrieValue } from './node.js';

/**
 * Follows a proof from a trie's root to the value under a key. Each node must be the one that the node before it names, and
 * none may be left over.
 * @param proof encoded nodes in the order of the path, without those that stand in their parent
 * @returns null where the proof does not lead to a value.
 */
export function followProof(root: Uint8Array, key: Nibbles, proof: readonly Uint8Array[]): TrieValue | null {
  const left = [...proof];
  const value = walk(root, key, (hash) => {
    const encoded = left.shift();
    return encoded !== undefined && sameBytes(hash256(encoded), hash) ? encoded : null;
  });
  return left.length === 0 ? value : null;
}

/** Whether a proof shows that `value` is what stands under the key. */
export function proves(
  root: Uint8Array,
  key: Nibbles,
  proof: readonly Uint8Array[],
  value: Uint8Array,
): boolean {
  const found = followProof(root, key, proof);
  if (found === null) return false;
  return 'hash' in found ? sameBytes(found.hash, hash256(value)) : sameBytes(found.inline, value);
}

/**
 * What a proof shows to stand under the key.
 * @param proof as for `followProof`; where the last node has the hash of the value only, the value comes after it
 * @returns null where it shows no value.
 */
export function provenValue(root: Uint8Array, key: Nibbles, proof: readonly Uint8Array[]): Uint8Array | null {
  const found = followProof(root, key, proof);
  if (found !== null) return 'inline' in found ? found.inline : null;
  const value = proof.at(-1);
  const named = followProof(root, key, proof.slice(0, -1));
  if (value === undefined || named === null || !('hash' in named)) return null;
  return sameBytes(named.hash, hash256(value)) ? value : null;
}

/**
 * Picks what `provenValue` reads out of the nodes that a node of the chain gives, which are in no order.
 * @returns null where they do not lead to a value.
 */
export function pickProof(
  root: Uint8Array,
  key: Nibbles,
  given: readonly Uint8Array[],
): readonly Uint8Array[] | null {
  const byHash = new Map(given.map((encoded) => [bytesToHex(hash256(encoded)), encoded]));
  const picked: Uint8Array[] = [];
  const take = (hash: Uint8Array): Uint8Array | null => {
    const found = byHash.get(bytesToHex(hash));
    if (found === undefined) return null;
    picked.push(found);
    return found;
  };
  const value = walk(root, key, take);
  if (value === null || ('hash' in value && take(value.hash) === null)) return null;
  return picked;
}

/** @param take the encoded node of this hash, null where there is none */
function walk(
  root: Uint8Array,
  key: Nibbles,
  take: (hash: Uint8Array) => Uint8Array | null,
): TrieValue | null {
  const decoded = (encoded: Uint8Array | null): TrieNode | null => encoded && decodeNode(encoded);
  let path = key;
  let node = decoded(take(root));
  while (node !== null) {
    const { partial, value, children }: TrieNode = node;
    if (commonLength(partial, path) < partial.length) return null;
    const [step, ...after] = path.slice(partial.length);
    if (step === undefined) return value;
    const child = children?.[step];
    if (!child) return null;
    path = after;
    node = decoded('hash' in child ? take(child.hash) : child.inline);
  }
  return null;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
