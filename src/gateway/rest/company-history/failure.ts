import type { FailureRow } from '../../../store/company/history.js';
import { timeOf, viewFailureSides, type ViewSurroundings } from '../../company-history/view.js';
import { describedIn } from '../../graphql/views.js';

export type FailureAnswer = ReturnType<typeof viewFailureAnswer>;

/** A payment of a company that did not happen, as one object. */
export function viewFailureAnswer(row: FailureRow, surroundings: ViewSurroundings) {
  const { views } = surroundings;
  const { value } = row;
  return {
    id: row.id,
    ...viewFailureSides(row, surroundings),
    value,
    formatted: value === null ? null : views.formatted(BigInt(value), row.asset, describedIn(row)),
    outcome: row.outcome,
    how: row.how,
    errorPallet: row.errorPallet,
    errorName: row.errorName,
    errorDocs: row.errorDocs,
    fee: row.fee,
    feePayer: row.feePayerId && views.accountKey(row.feePayerId),
    reference: row.reference,
    remark: row.remark,
    pairing: row.pairing,
    blockId: row.blockId,
    blockNumber: row.blockNumber,
    timestamp: timeOf(row.timestamp),
    ordinal: row.ordinal,
    extrinsicIndex: row.extrinsicIndex,
    extrinsicHash: row.extrinsicHash,
    callPath: row.callPath,
    signerId: row.signerId && views.accountKey(row.signerId).id,
  };
}
