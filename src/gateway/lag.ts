/**
 * Finalized blocks that are not indexed yet; null while either height is not known. A node that trails the index (after a
 * change of endpoint) makes no negative lag.
 */
export function lagOf(finalized: number | null, indexedHeight: number | null): number | null {
  return finalized === null || indexedHeight === null ? null : Math.max(0, finalized - indexedHeight);
}
