/** What one block says about money: the rows of schema `chain`, before any storage. */
import type { Hex } from '../hex.js';
import type { AccountHex, ChainError } from './block.js';

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
  /** What the whole extrinsic cost, tip included, in the chain's own token; null where the chain does not say. */
  readonly fee: bigint | null;
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

/**
 * What a failure stopped:
 * - `extrinsic`: the whole extrinsic
 * - `interrupted`: a `utility.batch` at this item
 * - `item`: this item of a `utility.forceBatch`
 * - any other: the call inside a proxy, a multisig, `sudo`, `utility.dispatchAs`, the `execute` of an office or collective,
 *   or a whitelisted one
 */
export type FailedBy =
  | 'extrinsic'
  | 'interrupted'
  | 'item'
  | 'proxy'
  | 'multisig'
  | 'sudo'
  | 'dispatchAs'
  | 'execute'
  | 'whitelist';

/**
 * - `failed`: this very call
 * - `skipped`: never tried, after another item of its batch had failed
 * - `reverted`: one of several calls that were undone together; which of them failed is not on chain
 */
export type FailedOutcome = 'failed' | 'skipped' | 'reverted';

/** A payment that a call of an extrinsic meant to make and that did not happen. */
export interface FailedPaymentFact extends Origin {
  readonly callPath: string;
  /** As in `TransferFact`. */
  readonly asset: string | null;
  /** Whose money would have moved; null where the calls do not show it. */
  readonly from: AccountHex | null;
  /** Null where the call names its payee in another way than by account, or not at all. */
  readonly to: AccountHex | null;
  /** In the smallest unit; null where the call names no amount. */
  readonly value: bigint | null;
  readonly how: FailedBy;
  readonly outcome: FailedOutcome;
  /** Of a skipped payment that of the item which failed. Null where it cannot be read. */
  readonly error: ChainError | null;
  readonly pairing: Pairing;
  /** The bytes of the remark that was meant for it. */
  readonly remark: Hex | null;
  readonly feePayer: AccountHex | null;
  /** What the whole extrinsic cost, tip included, in the chain's own token; null where the chain does not say. */
  readonly fee: bigint | null;
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
  readonly failedPayments: readonly FailedPaymentFact[];
}
