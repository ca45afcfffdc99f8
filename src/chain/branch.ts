import type { BlockRef } from './header.js';

/** How the best branch goes on from what was known of it. */
export interface Walk {
  /** How many of the known blocks, from the lowest, are on the best branch. */
  readonly kept: number;
  /** The blocks after those, up to the head; there is a gap before them where `kept` is 0. */
  readonly added: readonly BlockRef[];
}

/** More blocks than are ever above finality, unless finality stalls: then what is deeper is not looked at. */
export const DEEPEST = 256;

/**
 * Goes from a new head back to a block that is known, or to a floor.
 * @param known the best branch so far: consecutive blocks, lowest first
 * @param floor a height; blocks at it and below are not asked for
 * @throws whatever `parentOf` throws
 */
export async function walkBack(
  head: BlockRef,
  known: readonly BlockRef[],
  floor: number,
  parentOf: (block: BlockRef) => Promise<BlockRef>,
): Promise<Walk> {
  const downwards = [head];
  for (let lowest = head; ; downwards.push(lowest)) {
    const kept = known.findIndex(({ hash }) => hash === lowest.parentHash) + 1;
    const enough = kept > 0 || lowest.number <= floor + 1 || downwards.length === DEEPEST;
    if (enough) return { kept, added: downwards.reverse() };
    lowest = await parentOf(lowest);
  }
}

/**
 * The part of a branch that can still be forked off, with the block that forks would start from.
 * @param finalized if it is not on the branch, a fork has won that was not seen yet: all is kept, to compare it with
 */
export function aboveFinality(branch: readonly BlockRef[], finalized: BlockRef): readonly BlockRef[] {
  const at = branch.findIndex(({ hash }) => hash === finalized.hash);
  return branch.slice(Math.max(at, branch.length - DEEPEST, 0));
}
