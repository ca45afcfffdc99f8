import type { FailedItem } from './failed.js';
import type { IndexedEvent } from './execution.js';
import type { Origin } from './facts.js';
import type { RemarkItem, TransferItem } from './pairing.js';

/** What one extrinsic, or one of the block's hooks, says: its remarks and what they belong to. */
export interface Reading {
  /** `callPath` is that of transfers which no visible call made. */
  readonly origin: Origin;
  /** The remarks and events of transfers of which the chain does not show what belongs to them. */
  readonly unclear: 'all' | ReadonlySet<RemarkItem | IndexedEvent>;
  /** In the order in which they ran. */
  readonly remarks: readonly RemarkItem[];
  readonly pairs: ReadonlyMap<RemarkItem, TransferItem>;
  /** The path of the call that made a transfer, by event index. */
  readonly callPaths: ReadonlyMap<number, string>;
  readonly failed: readonly FailedItem[];
}

/** Of a hook: no extrinsic, no remark, no call. */
export const HOOK: Reading = {
  origin: { extrinsicIndex: null, extrinsicHash: null, callPath: null, signer: null },
  unclear: new Set(),
  remarks: [],
  pairs: new Map(),
  callPaths: new Map(),
  failed: [],
};
