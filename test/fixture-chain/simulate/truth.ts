/** What really happened in a simulated dispatch, told by the simulator, which did it. */
import type { Hex } from '../../../src/domain/hex.js';
import type { Call, DispatchError, Event } from '../build/plain.js';

export interface TransferStep {
  readonly kind: 'transfer';
  /** Position among the events of the same dispatch. */
  readonly event: number;
  /** Id in pallet assets in decimal; null for the chain's own token. */
  readonly asset: string | null;
  readonly from: Hex;
  readonly to: Hex;
  readonly amount: bigint;
  /** Calls that led to it, outermost first; null where the block does not show them. */
  readonly path: string | null;
  /**
   * `payment`; `fee`: made by taking or returning the fee; `transit`: a step on the way of another payment, which pays
   * nobody (the first of the two of `llm.sendLlmToPolitipool`).
   */
  readonly purpose: 'payment' | 'fee' | 'transit';
}

export interface RemarkStep {
  readonly kind: 'remark';
  readonly data: Hex;
  /** Its event with the bytes (`llm.Remarked`); null for a remark that leaves none. */
  readonly event: number | null;
  readonly path: string | null;
}

export type Step = TransferStep | RemarkStep;

/** What became of one call that the block shows. */
export interface Trace {
  readonly call: Call;
  /** Null where the block does not show the calls that led to it. */
  readonly path: string | null;
  /** As whom it was dispatched, or would have been; null where the block does not show it. */
  readonly account: Hex | null;
  readonly tried: boolean;
  /** Why it failed; null for a call that succeeded or was not tried. */
  readonly error: DispatchError | null;
  /** The calls among its arguments. */
  readonly inner: readonly Trace[];
}

export interface Simulated {
  readonly events: readonly Event[];
  /** What was done and not rolled back, in order of execution. */
  readonly steps: readonly Step[];
  readonly success: boolean;
  readonly trace: Trace;
  /** A call ran, and left its end event, that the block does not show. */
  readonly hidden: boolean;
}
