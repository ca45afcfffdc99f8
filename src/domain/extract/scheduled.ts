import type { IndexedEvent } from './execution.js';
import { isTransfer } from './execution.js';
import { pairScheduled, type BoundaryItem, type RemarkItem, type TransferItem } from './pairing.js';
import { HOOK, type Reading } from './reading.js';

/**
 * The initialization phase: tasks of the scheduler among other pallets' hooks. The events of one task end with
 * `scheduler.Dispatched`; what follows the last of these are hooks, and those never pair.
 */
export function readInitialization(events: readonly IndexedEvent[]): Reading {
  const remarks: RemarkItem[] = [];
  const pairs = new Map<RemarkItem, TransferItem>();
  let segment: (RemarkItem | TransferItem | BoundaryItem)[] = [];
  for (const event of events) {
    if (event.name === 'scheduler.Dispatched') {
      for (const [remark, transfer] of pairScheduled(segment)) pairs.set(remark, transfer);
      segment = [];
    } else if (event.name === 'utility.ItemCompleted') {
      segment.push({ kind: 'boundary' });
    } else if (isTransfer(event)) {
      segment.push({ kind: 'transfer', event });
    } else {
      const remark = remarkedBytes(event);
      if (remark) {
        segment.push(remark);
        remarks.push(remark);
      }
    }
  }
  return { ...HOOK, remarks, pairs };
}

/** The remark that an event carries (`llm.Remarked`), if it is one. */
export function remarkedBytes(event: IndexedEvent): RemarkItem | null {
  const [bytes] = event.fields;
  if (event.name !== 'llm.Remarked' || typeof bytes !== 'string') return null;
  return { kind: 'remark', bytes: bytes as RemarkItem['bytes'], callPath: null, executed: 'yes' };
}
