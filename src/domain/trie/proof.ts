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
  let path = key;
  let node = nextNode(root, left);
  while (node !== null) {
    const { partial, value, children }: TrieNode = node;
    if (commonLength(partial, path) < partial.length) return null;
    const rest = path.slice(partial.length);
    const [step, ...after] = rest;
    if (step === undefined) return left.length === 0 ? value : null;
    const child = children?.[step];
    if (!child) return null;
    path = after;
    node = 'hash' in child ? nextNode(child.hash, left) : decodeNode(child.inline);
  }
  return null;
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

function nextNode(hash: Uint8Array, left: Uint8Array[]): TrieNode | null {
  const encoded = left.shift();
  return encoded !== undefined && sameBytes(hash256(encoded), hash) ? decodeNode(encoded) : null;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
