/** Which payments did not happen, and which remark was meant for each. */
import type { Hex } from '../hex.js';
import type { AccountHex } from './block.js';
import { isRemark } from './calls.js';
import type { FailedPaymentFact, Pairing } from './facts.js';
import { intendedTransfer, type IntendedTransfer } from './intended.js';
import { pair, type RemarkItem, type TransferItem } from './pairing.js';
import type { UnrunLeaf } from './unrun.js';

/** What one call pays or says, or would have. */
export type Step = RemarkItem | TransferItem | UnrunLeaf;

/** A failed payment, before the extrinsic's own facts are added. */
export type FailedItem = Omit<
  FailedPaymentFact,
  'extrinsicIndex' | 'extrinsicHash' | 'signer' | 'feePayer' | 'fee'
>;

interface PlannedTransfer {
  readonly kind: 'transfer';
  readonly leaf: UnrunLeaf;
  readonly intended: IntendedTransfer;
}

/** A call that did not run and of which it is not known what it would have paid. */
interface UnknownCall {
  readonly kind: 'transfer';
  readonly unknown: true;
}

type Item = RemarkItem | TransferItem | PlannedTransfer | UnknownCall;

/**
 * The rule of `pairing.ts` over what was meant, as if nothing had failed. Where an unknown call may or may not have paid,
 * or the remark ran and belongs to another transfer that happened, the failed payment is `ambiguous`.
 * @param steps in the order of the calls, those that ran and those that did not
 * @param paired what belongs together of what happened
 */
export function failedPayments(
  steps: readonly Step[],
  paired: ReadonlyMap<RemarkItem, TransferItem>,
): readonly FailedItem[] {
  const items = steps.map(itemOf).filter((item) => item !== null);
  const planned = items.filter(isPlanned);
  if (planned.length === 0) return [];
  const withUnknown = remarksOf(items);
  const withoutUnknown = remarksOf(items.filter((item) => !('unknown' in item)));
  return planned.map((item) => {
    const remark = withUnknown.get(item);
    if (remark !== withoutUnknown.get(item) || (remark && paired.has(remark))) {
      return failedItem(item, 'ambiguous', null);
    }
    return remark ? failedItem(item, 'paired', remark.bytes) : failedItem(item, 'none', null);
  });
}

function itemOf(step: Step): Item | null {
  if (step.kind !== 'unrun') return step;
  const { call, path } = step;
  const [bytes] = call.fields;
  if (isRemark(call)) {
    return typeof bytes === 'string'
      ? { kind: 'remark', bytes: bytes as Hex, callPath: path, executed: 'unknown' }
      : null;
  }
  const intended = intendedTransfer(call);
  const isNamed = intended && (intended.asset !== null || !call.name.startsWith('assets.'));
  return isNamed ? { kind: 'transfer', leaf: step, intended } : { kind: 'transfer', unknown: true };
}

function isPlanned(item: Item): item is PlannedTransfer {
  return 'intended' in item;
}

function remarksOf(items: readonly Item[]): Map<Item, RemarkItem> {
  return new Map([...pair(items)].map(([remark, transfer]) => [transfer, remark]));
}

function failedItem({ leaf, intended }: PlannedTransfer, pairing: Pairing, remark: Hex | null): FailedItem {
  const { failure, outcome, path, actor } = leaf;
  const from: AccountHex | null = intended.from === 'caller' ? actor : intended.from;
  const { asset, to, value } = intended;
  const { how, error } = failure;
  return { callPath: path, asset, from, to, value, how, outcome, error, pairing, remark };
}
