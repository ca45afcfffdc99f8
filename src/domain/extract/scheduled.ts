import { isMarker } from './calls.js';
import type { IndexedEvent } from './execution.js';
import { isTransfer } from './execution.js';
import { pairScheduled, type BoundaryItem, type RemarkItem, type TransferItem } from './pairing.js';
import { HOOK, type Reading } from './reading.js';

/**
 * The initialization phase: tasks of the scheduler among other pallets' hooks. The events of one task end with
 * `scheduler.Dispatched`; what follows the last of these are hooks, and those never pair. Where a call inside a task failed and
 * the task went on, nothing shows what that call would have paid, so nobody knows whose remark is whose.
 */
export function readInitialization(events: readonly IndexedEvent[]): Reading {
  const remarks: RemarkItem[] = [];
  const pairs = new Map<RemarkItem, TransferItem>();
  const unclear = new Set<RemarkItem | IndexedEvent>();
  let segment: (RemarkItem | TransferItem | BoundaryItem)[] = [];
  let hasFailure = false;
  for (const event of events) {
    if (event.name === 'scheduler.Dispatched') {
      if (hasFailure) for (const item of segment) addTo(unclear, item);
      else for (const [remark, transfer] of pairScheduled(segment)) pairs.set(remark, transfer);
      segment = [];
      hasFailure = false;
    } else if (tellsFailure(event)) {
      hasFailure = true;
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
  return { ...HOOK, remarks, pairs, unclear };
}

function addTo(
  unclear: Set<RemarkItem | IndexedEvent>,
  item: RemarkItem | TransferItem | BoundaryItem,
): void {
  if (item.kind === 'transfer') unclear.add(item.event);
  else if (item.kind === 'remark') unclear.add(item);
}

const FAILURES: ReadonlySet<string> = new Set(['utility.ItemFailed', 'utility.BatchInterrupted']);

/** Whether a call ended here that failed, inside one that went on. */
function tellsFailure({ name, fields }: IndexedEvent): boolean {
  return FAILURES.has(name) || (isMarker(name) && fields.length > 0 && fields.at(-1) !== true);
}

/** The remark that an event carries (`llm.Remarked`), if it is one. */
export function remarkedBytes(event: IndexedEvent): RemarkItem | null {
  const [bytes] = event.fields;
  if (event.name !== 'llm.Remarked' || typeof bytes !== 'string') return null;
  return { kind: 'remark', bytes: bytes as RemarkItem['bytes'], callPath: null, executed: 'yes' };
}
