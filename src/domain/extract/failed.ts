/** A payment that did not happen, as its call meant it. */
import type { Hex } from '../hex.js';
import type { AccountHex } from './block.js';
import type { FailedPaymentFact, Pairing } from './facts.js';
import type { IntendedTransfer } from './intended.js';
import type { UnrunLeaf } from './unrun.js';

/** A failed payment, before the extrinsic's own facts are added. */
export type FailedItem = Omit<
  FailedPaymentFact,
  'extrinsicIndex' | 'extrinsicHash' | 'signer' | 'feePayer' | 'fee'
>;

/** @param remark the bytes of the one that was meant for it */
export function failedItem(
  { path, actor, failure, outcome }: UnrunLeaf,
  intended: IntendedTransfer,
  pairing: Pairing,
  remark: Hex | null,
): FailedItem {
  const from: AccountHex | null = intended.from === 'caller' ? actor : intended.from;
  const { asset, to, value } = intended;
  const { how, error } = failure;
  return { callPath: path, asset, from, to, value, how, outcome, error, pairing, remark };
}
