/**
 * Which remark was meant for which payment (`SETTLEMENT` rule 13): the rule of `pairing.ts` over all calls of an extrinsic, those
 * that ran and those that did not, as if none had failed. A pair counts where both halves ran. Over those that ran alone, in
 * `forceBatch [pay 1, remark 1, pay 2, remark 2]` whose first item fails, remark 1 would take the money of pay 2.
 */
import type { Hex } from '../hex.js';
import { isRemark } from './calls.js';
import type { IndexedEvent } from './execution.js';
import { failedItem, type FailedItem } from './failed.js';
import { intendedTransfer, type IntendedTransfer } from './intended.js';
import { pair, type RemarkItem, type TransferItem } from './pairing.js';
import type { UnrunLeaf } from './unrun.js';

/** A known transfer that ran and moved nothing: of zero, or to oneself. Its remark is for no other payment. */
export interface EmptyItem {
  readonly kind: 'empty';
}

/** What one call pays or says, or would have. */
export type Step = RemarkItem | TransferItem | EmptyItem | UnrunLeaf;

export interface Meant {
  /** What belongs together of what happened. */
  readonly pairs: ReadonlyMap<RemarkItem, TransferItem>;
  /** What happened and is a pair only if a call that did not run would have paid, or would not have: nobody knows. */
  readonly unclear: ReadonlySet<RemarkItem | IndexedEvent>;
  readonly failed: readonly FailedItem[];
}

interface PlannedTransfer {
  readonly kind: 'transfer';
  readonly leaf: UnrunLeaf;
  readonly intended: IntendedTransfer;
}

/** `unknown`: a call that did not run, of which it is not known what it would have paid. */
interface Placeholder {
  readonly kind: 'transfer';
  readonly stands: 'empty' | 'unknown';
}

type Payment = TransferItem | PlannedTransfer | Placeholder;
type Item = RemarkItem | Payment;

/** @param steps in the order of the calls, those that ran and those that did not */
export function pairAsMeant(steps: readonly Step[]): Meant {
  const ran = new Set(steps.filter((step) => step.kind === 'remark'));
  const items = steps.map(itemOf).filter((item) => item !== null);
  const tags = remarksOf(items);
  const surelyTags = remarksOf(items.filter((item) => !('stands' in item) || item.stands !== 'unknown'));

  const pairs = new Map<RemarkItem, TransferItem>();
  const unclear = new Set<RemarkItem | IndexedEvent>();
  const failed: FailedItem[] = [];
  for (const item of items) {
    if (item.kind === 'remark') continue;
    const [remark, surely] = [tags.get(item), surelyTags.get(item)];
    const isClear = remark === surely;
    if ('event' in item) {
      const said = [remark, surely].filter((one): one is RemarkItem => one !== undefined && ran.has(one));
      if (isClear && said[0]) pairs.set(said[0], item);
      else for (const one of said) unclear.add(one).add(item.event);
    } else if ('leaf' in item) {
      const pairing = remark ? 'paired' : 'none';
      const [told, bytes] = isClear
        ? ([pairing, remark?.bytes ?? null] as const)
        : (['ambiguous', null] as const);
      failed.push(failedItem(item.leaf, item.intended, told, bytes));
    }
  }
  return { pairs, unclear, failed };
}

function itemOf(step: Step): Item | null {
  if (step.kind === 'empty') return { kind: 'transfer', stands: 'empty' };
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
  return isNamed ? { kind: 'transfer', leaf: step, intended } : { kind: 'transfer', stands: 'unknown' };
}

function remarksOf(items: readonly Item[]): Map<Payment, RemarkItem> {
  return new Map([...pair<Payment>(items)].map(([remark, payment]) => [payment, remark]));
}
