/** Halves of bytes, 0 to 15 each: the steps of a path through a trie. */
export type Nibbles = readonly number[];

export function nibblesOf(bytes: Uint8Array): Nibbles {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}

/** A partial key as it stands in a node: of an odd number, the first has a byte of its own. */
export function packNibbles(nibbles: Nibbles): Uint8Array {
  const even = nibbles.length % 2 === 0 ? nibbles : [0, ...nibbles];
  return Uint8Array.from(
    { length: even.length / 2 },
    (_, i) => (even[2 * i] ?? 0) * 16 + (even[2 * i + 1] ?? 0),
  );
}

/** @returns null where the padding of an odd number is not zero: the same key would have several texts. */
export function unpackNibbles(bytes: Uint8Array, count: number): Nibbles | null {
  const nibbles = nibblesOf(bytes);
  if (count % 2 === 0) return nibbles;
  return nibbles[0] === 0 ? nibbles.slice(1) : null;
}

/** How many steps two paths have in common. */
export function commonLength(a: Nibbles, b: Nibbles): number {
  const at = a.findIndex((nibble, i) => nibble !== b[i]);
  return at === -1 ? a.length : at;
}
