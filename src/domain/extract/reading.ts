import type { FailedItem } from './failed.js';
import type { Origin } from './facts.js';
import type { RemarkItem, TransferItem } from './pairing.js';

/** What one extrinsic, or one of the block's hooks, says: its remarks and what they belong to. */
export interface Reading {
  /** `callPath` is that of transfers which no visible call made. */
  readonly origin: Origin;
  readonly ambiguous: boolean;
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
  ambiguous: false,
  remarks: [],
  pairs: new Map(),
  callPaths: new Map(),
  failed: [],
};
