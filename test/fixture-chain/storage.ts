/** What pallets hold: values that hold from one block on, until another of the same key. */
import type { Hex } from '../../src/domain/hex.js';

export interface StorageChange {
  /** The first block after which the key has this value. */
  readonly from: number;
  readonly key: Hex;
  /** Null takes the key out. */
  readonly value: Hex | null;
}

export function valueAt(changes: readonly StorageChange[], key: unknown, block: number): Hex | null {
  return changes.findLast((change) => change.key === key && change.from <= block)?.value ?? null;
}

/** The keys below a prefix that have a value after a block, in order. */
export function keysAt(changes: readonly StorageChange[], prefix: string, block: number): readonly Hex[] {
  const keys = new Set(changes.filter(({ key }) => key.startsWith(prefix)).map(({ key }) => key));
  return [...keys].filter((key) => valueAt(changes, key, block) !== null).sort();
}
