import type { Hex } from '../hex.js';
import { storableText } from '../storable-text.js';
import type { AccountHex, BlockData } from './block.js';
import type { FailedBy, FailedOutcome, FailedPaymentFact } from './facts.js';
import { placed, readRemark, type Placed } from './placed.js';

export interface FailedPaymentRow extends Placed {
  readonly ordinal: number;
  readonly fromId: AccountHex | undefined;
  readonly toId: AccountHex | undefined;
  readonly asset: string | undefined;
  readonly value: bigint | undefined;
  readonly remark: Hex | undefined;
  readonly how: FailedBy;
  readonly outcome: FailedOutcome;
  readonly errorPallet: string | undefined;
  readonly errorName: string | undefined;
  readonly errorDocs: string | undefined;
  readonly fee: bigint | undefined;
  readonly feePayerId: AccountHex | undefined;
}

/** @param ordinal position among the failed payments of the block */
export function failedPaymentRow(
  block: BlockData,
  fact: FailedPaymentFact,
  ordinal: number,
): FailedPaymentRow {
  const remark = fact.remark === null ? null : readRemark(fact.remark);
  const docs = fact.error?.docs ?? undefined;
  return {
    ...placed(block, fact, `${block.number}-${ordinal}`),
    ordinal,
    fromId: fact.from ?? undefined,
    toId: fact.to ?? undefined,
    asset: fact.asset ?? undefined,
    value: fact.value ?? undefined,
    remark: remark?.data,
    reference: remark?.decoded.reference ?? undefined,
    how: fact.how,
    outcome: fact.outcome,
    errorPallet: fact.error?.pallet ?? undefined,
    errorName: fact.error?.name,
    errorDocs: docs === undefined ? undefined : storableText(docs),
    fee: fact.fee ?? undefined,
    feePayerId: fact.feePayer ?? undefined,
  };
}
