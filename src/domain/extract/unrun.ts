/** The calls of a call tree that did nothing: it failed, was skipped, or was undone. */
import type { AccountHex, CallData, ChainError, Field } from './block.js';
import { innerActor } from './actor.js';
import { containerOf, isRemark } from './calls.js';
import type { FailedBy, FailedOutcome } from './facts.js';

export interface Failure {
  readonly how: FailedBy;
  /** Null where it cannot be read. */
  readonly error: ChainError | null;
  /** Another item of the same batch failed, and this one was never tried. */
  readonly skipped?: boolean;
}

/** A call without calls inside that was not tried, or that left nothing. */
export interface UnrunLeaf {
  readonly kind: 'unrun';
  readonly call: CallData;
  /** `utility.batchAll[0].balances.transferKeepAlive` */
  readonly path: string;
  /** As whom it would have been dispatched. */
  readonly actor: AccountHex | null;
  readonly failure: Failure;
  readonly outcome: FailedOutcome;
}

/**
 * The leaves of a call of which nothing was done, in order. Of several calls that were undone together the chain does
 * not say which one failed. A remark is taken to be none that fails: beside remarks alone, a call failed by itself.
 */
export function unrunLeaves(
  call: CallData,
  path: string,
  actor: AccountHex | null,
  failure: Failure,
): UnrunLeaf[] {
  const leaves = leavesOf(call, path, actor);
  const fallible = leaves.filter((leaf) => !isRemark(leaf.call)).length;
  const undone = fallible === 1 ? 'failed' : 'reverted';
  const outcome = failure.skipped === true ? 'skipped' : undone;
  return leaves.map((leaf) => ({ kind: 'unrun', ...leaf, failure, outcome }));
}

type Leaf = Pick<UnrunLeaf, 'call' | 'path' | 'actor'>;

/**
 * Follows calls that would surely have run the calls inside them. Not those that store a call or give one approval of
 * several to it: nobody knows whether it would have run.
 */
function leavesOf(call: CallData, path: string, actor: AccountHex | null): Leaf[] {
  const container = containerOf(call);
  if (container?.kind === 'batch') {
    return call.calls.flatMap((item, i) => leavesOf(item, `${path}[${i}].${item.name}`, actor));
  }
  const [inner] = call.calls;
  const runsIt = container?.kind === 'transparent' || (container?.kind === 'marked' && container.always);
  if (!inner || !runsIt || call.calls.length > 1) return [{ call, path, actor }];
  return leavesOf(inner, `${path}.${inner.name}`, innerActor(call, actor));
}

/** The error in a field that an adapter read as one, or as a result; null for anything else. */
export function chainError(field: Field | undefined): ChainError | null {
  return typeof field === 'object' ? field : null;
}
