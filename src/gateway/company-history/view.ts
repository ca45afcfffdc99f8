/** A company's movements as the API shows them: the same objects for GraphQL and REST. */
import type { AccountHex } from '../../domain/extract/block.js';
import { hexToBytes, isHex } from '../../domain/hex.js';
import { decodeRemark } from '../../domain/remark/decode.js';
import type { Balances, FailureRow, HistoryRow } from '../../store/company/history.js';
import { constantOf } from '../constant.js';
import { viewFailedPayment } from '../failed-payment-view.js';
import type { GatewayContext } from '../graphql/context.js';
import { describedIn } from '../graphql/views.js';
import { viewUnit } from './unit.js';

export type ViewSurroundings = Pick<GatewayContext, 'network' | 'views'>;
export type HistoryEntryView = ReturnType<typeof viewHistoryEntry>;

/** @param balances null where nobody asked */
export function viewHistoryEntry(
  row: HistoryRow,
  balances: Balances | null,
  { network, views }: ViewSurroundings,
) {
  const described = describedIn(row);
  const feePayer = row.feePayerId && views.accountKey(row.feePayerId);
  return {
    id: row.id,
    direction: constantOf(row.direction),
    account: views.accountKey(row.account),
    counterparty: views.accountKey(otherSide(row)),
    from: views.accountKey(row.fromId),
    to: views.accountKey(row.toId),
    ...viewUnit(network, row.asset, described),
    value: row.value,
    formatted: views.formatted(BigInt(row.value), row.asset, described),
    fee: row.fee,
    feePayer,
    feePaidByCompany: row.feePaidByCompany,
    reference: row.reference,
    remark: row.remark,
    remarkText: textOf(row.remark),
    pairing: row.pairing,
    balanceBefore: balances?.before.toString() ?? null,
    balanceAfter: balances?.after.toString() ?? null,
    blockId: row.blockId,
    blockNumber: row.blockNumber,
    timestamp: timeOf(row.timestamp),
    eventIndex: row.eventIndex,
    extrinsicIndex: row.extrinsicIndex,
    extrinsicHash: row.extrinsicHash,
    callPath: row.callPath,
    signerId: row.signerId && views.accountKey(row.signerId).id,
  };
}

export function viewFailure(row: FailureRow, surroundings: ViewSurroundings) {
  return { ...viewFailureSides(row, surroundings), payment: viewFailedPayment(row, surroundings.views) };
}

/** What of a failed payment only its company sees like this. */
export function viewFailureSides(row: FailureRow, { network, views }: ViewSurroundings) {
  return {
    direction: constantOf(row.direction),
    account: views.accountKey(row.account),
    counterparty: row.counterparty && views.accountKey(row.counterparty),
    ...viewUnit(network, row.asset, describedIn(row)),
  };
}

/** A transfer has both its sides. */
function otherSide({ direction, fromId, toId }: HistoryRow): AccountHex {
  return direction === 'in' ? fromId : toId;
}

/** What people can read of a remark's bytes. */
function textOf(remark: string | null): string | null {
  return remark !== null && isHex(remark) ? decodeRemark(hexToBytes(remark)).text : null;
}

/** @param timestamp as the index has it, of UTC */
export function timeOf(timestamp: string | null): string | null {
  return timestamp === null ? null : new Date(timestamp).toISOString();
}
