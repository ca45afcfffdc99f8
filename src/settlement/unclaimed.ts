import type { SeenTransfer } from '../store/till/sightings.js';

/** Transfers of best blocks that no order had claimed when they were seen: its order may be registered yet. */
export interface Unclaimed {
  all(): readonly SeenTransfer[];
  /** Remembers transfers; of those that are remembered already, nothing more. */
  add(transfers: readonly SeenTransfer[]): void;
  /** Forgets those that an order claims now. */
  claim(transfers: readonly SeenTransfer[]): void;
  /** Forgets what is in other blocks than these. @param hashes of the best branch above finality */
  keepOnly(hashes: readonly string[]): void;
}

/** While nothing becomes final, only the newest are remembered. */
const MOST = 5_000;

export function rememberUnclaimed(): Unclaimed {
  const known = new Map<string, SeenTransfer>();
  const keyOf = ({ blockHash, eventIndex }: SeenTransfer): string => `${blockHash}-${eventIndex}`;
  return {
    all: () => [...known.values()],
    add(transfers) {
      for (const transfer of transfers) known.set(keyOf(transfer), transfer);
      for (const oldest of known.keys()) if (known.size > MOST) known.delete(oldest);
    },
    claim(transfers) {
      for (const transfer of transfers) known.delete(keyOf(transfer));
    },
    keepOnly(hashes) {
      const kept = new Set(hashes);
      for (const [key, { blockHash }] of known) if (!kept.has(blockHash)) known.delete(key);
    },
  };
}
