import type { AccountHex } from '../extract/block.js';

/** Blocks in which an account belonged to somebody: from the first on, up to `untilBlock`, which is the first without. */
export interface OwnedBlocks {
  readonly account: AccountHex;
  readonly fromBlock: number;
  /** Null while it belongs. */
  readonly untilBlock: number | null;
}

/**
 * The same blocks in as few rows as can be, by account and block: those of one account do not touch, so nothing is counted
 * twice that belonged in two ways, as owner and as payee.
 */
export function mergeOwned(owned: readonly OwnedBlocks[]): readonly OwnedBlocks[] {
  const sorted = owned
    .filter((one) => endOf(one) > one.fromBlock)
    .toSorted(
      (a, b) => (a.account < b.account ? -1 : Number(a.account > b.account)) || a.fromBlock - b.fromBlock,
    );
  const merged: OwnedBlocks[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last?.account === next.account && next.fromBlock <= endOf(last)) {
      if (endOf(next) > endOf(last)) merged[merged.length - 1] = { ...last, untilBlock: next.untilBlock };
    } else {
      merged.push(next);
    }
  }
  return merged;
}

function endOf({ untilBlock }: OwnedBlocks): number {
  return untilBlock ?? Infinity;
}
