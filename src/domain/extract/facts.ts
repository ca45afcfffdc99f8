/** What one block says about money: the rows of schema `chain`, before any storage. */
import type { Hex } from '../hex.js';
import type { AccountHex } from './block.js';

/**
 * - `paired`: this remark and this transfer belong together
 * - `none`: nothing belongs to it
 * - `ambiguous`: the chain does not show what belongs to what; a person must look
 */
export type Pairing = 'paired' | 'none' | 'ambiguous';

/** Where in the block, and by whom. */
export interface Origin {
  /** Null in the initialization and finalization phases. */
  readonly extrinsicIndex: number | null;
  readonly extrinsicHash: Hex | null;
  /** `utility.batchAll[0].balances.transferKeepAlive`; null for what no visible call did (hooks, fees). */
  readonly callPath: string | null;
  readonly signer: AccountHex | null;
}

export interface TransferFact extends Origin {
  /** Index among the block's events. */
  readonly eventIndex: number;
  /** Id in pallet assets in decimal; null for the chain's own token. */
  readonly asset: string | null;
  readonly from: AccountHex;
  readonly to: AccountHex;
  /** In the smallest unit. */
  readonly value: bigint;
  /** Who paid the extrinsic's fee, where the chain says (`TransactionFeePaid`). */
  readonly feePayer: AccountHex | null;
  readonly pairing: Pairing;
  /** The paired remark: its place in the block's `remarks`. */
  readonly remark: number | null;
}

export interface RemarkFact extends Origin {
  /** The whole remark. */
  readonly bytes: Hex;
  /** `unknown`: the chain does not show whether the call ran. */
  readonly executed: 'yes' | 'unknown';
  readonly pairing: Pairing;
  /** `eventIndex` of the paired transfer. */
  readonly transferEventIndex: number | null;
}

/** `assets.MetadataSet`: name and symbol as the chain's bytes. */
export interface AssetFact {
  readonly asset: string;
  readonly name: Hex;
  readonly symbol: Hex;
  readonly decimals: number;
}

export interface BlockFacts {
  readonly transfers: readonly TransferFact[];
  readonly remarks: readonly RemarkFact[];
  readonly assets: readonly AssetFact[];
}
