import { formatAmount } from '../../../domain/amount.js';
import type { HistoryEntryView } from '../../company-history/view.js';
import type { Column } from '../export-columns.js';
import type { FailureAnswer } from './failure.js';

/** An entry with the merchant's own id of the order that it is for; null for whoever may not know. */
export interface OrderedEntry extends HistoryEntryView {
  readonly orderId: string | null;
  /** Of the order's rate: null where none was recorded. */
  readonly rateCurrency: string | null;
  readonly rate: string | null;
  /** In that currency, not rounded. */
  readonly rateValue: string | null;
}

/** What ends in `Value` or is called so is in the smallest unit; `amount` and `balance` are in whole tokens. */
export const HISTORY_COLUMNS: readonly Column<OrderedEntry>[] = [
  ['id', (entry) => entry.id],
  ['timestamp', (entry) => entry.timestamp],
  ['blockNumber', (entry) => entry.blockNumber],
  ['direction', (entry) => entry.direction],
  ['account', (entry) => entry.account.id],
  ['counterparty', (entry) => entry.counterparty.id],
  ['asset', (entry) => entry.asset],
  ['symbol', (entry) => entry.symbol],
  ['value', (entry) => entry.value],
  ['amount', (entry) => whole(entry.value, entry)],
  ['balanceValue', (entry) => entry.balanceAfter],
  ['balance', (entry) => whole(entry.balanceAfter, entry)],
  ['reference', (entry) => entry.reference],
  ['orderId', (entry) => entry.orderId],
  ['rateCurrency', (entry) => entry.rateCurrency],
  ['rate', (entry) => entry.rate],
  ['rateValue', (entry) => entry.rateValue],
  ['remark', (entry) => entry.remarkText],
  ['feeValue', (entry) => entry.fee],
  ['feePayer', (entry) => entry.feePayer?.id ?? null],
  ['feePaidByCompany', (entry) => entry.feePaidByCompany],
  ['extrinsicHash', (entry) => entry.extrinsicHash],
];

/** As above. */
export const FAILURE_COLUMNS: readonly Column<FailureAnswer>[] = [
  ['id', (failure) => failure.id],
  ['timestamp', (failure) => failure.timestamp],
  ['blockNumber', (failure) => failure.blockNumber],
  ['direction', (failure) => failure.direction],
  ['account', (failure) => failure.account.id],
  ['counterparty', (failure) => failure.counterparty?.id ?? null],
  ['asset', (failure) => failure.asset],
  ['symbol', (failure) => failure.symbol],
  ['value', (failure) => failure.value],
  ['amount', (failure) => whole(failure.value, failure)],
  ['reference', (failure) => failure.reference],
  ['how', (failure) => failure.how],
  ['outcome', (failure) => failure.outcome],
  ['errorPallet', (failure) => failure.errorPallet],
  ['errorName', (failure) => failure.errorName],
  ['errorDocumentation', (failure) => failure.errorDocs],
  ['feeValue', (failure) => failure.fee],
  ['feePayer', (failure) => failure.feePayer?.id ?? null],
  ['signer', (failure) => failure.signerId],
  ['extrinsicHash', (failure) => failure.extrinsicHash],
];

function whole(value: string | null, { decimals }: Pick<HistoryEntryView, 'decimals'>): string | null {
  return value === null || decimals === null ? null : formatAmount(BigInt(value), decimals);
}
