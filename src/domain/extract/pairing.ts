/** Which remark belongs to which transfer, given both in the order in which they happened (`SETTLEMENT` rule 13). */
import type { Hex } from '../hex.js';
import type { IndexedEvent } from './execution.js';

export interface RemarkItem {
  readonly kind: 'remark';
  readonly bytes: Hex;
  /** Null for a remark known by its event alone. */
  readonly callPath: string | null;
  readonly executed: 'yes' | 'unknown';
}

export interface TransferItem {
  readonly kind: 'transfer';
  readonly event: IndexedEvent;
}

/** Anything that a remark can belong to. */
interface Claimable {
  readonly kind: 'transfer';
}

/** The end of one item of a scheduled batch. */
export interface BoundaryItem {
  readonly kind: 'boundary';
}

/**
 * A remark takes the last unclaimed transfer since the previous remark. If there is none it waits for the next
 * transfer; a newer remark replaces one that waits. A claimed transfer takes no second remark.
 */
export function pair<T extends Claimable>(items: readonly (RemarkItem | T)[]): Map<RemarkItem, T> {
  return claim(items, false);
}

/**
 * The same for a scheduled task, whose calls are not on chain and whose segment of events may begin with those of other
 * pallets' hooks. So a remark takes an earlier transfer only where a batch's item ended between the two.
 */
export function pairScheduled(
  items: readonly (RemarkItem | TransferItem | BoundaryItem)[],
): Map<RemarkItem, TransferItem> {
  return claim(items, true);
}

function claim<T extends Claimable>(
  items: readonly (RemarkItem | T | BoundaryItem)[],
  onlyAcrossBoundary: boolean,
): Map<RemarkItem, T> {
  const pairs = new Map<RemarkItem, T>();
  let waiting: RemarkItem | null = null;
  let unclaimed: T | null = null;
  let claimable = false;
  for (const item of items) {
    switch (item.kind) {
      case 'boundary':
        claimable = true;
        break;
      case 'transfer':
        if (waiting) pairs.set(waiting, item);
        unclaimed = waiting ? null : item;
        waiting = null;
        claimable = !onlyAcrossBoundary;
        break;
      case 'remark':
        if (unclaimed && claimable) pairs.set(item, unclaimed);
        else waiting = item;
        unclaimed = null;
        break;
    }
  }
  return pairs;
}
