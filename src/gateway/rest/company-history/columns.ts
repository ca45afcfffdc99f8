import { formatAmount } from '../../../domain/amount.js';
import type { HistoryEntryView } from '../../company-history/view.js';
import type { Column } from '../export-columns.js';

/** An entry with the merchant's own id of the order that it is for; null for whoever may not know. */
export interface OrderedEntry extends HistoryEntryView {
  readonly orderId: string | null;
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
  ['remark', (entry) => entry.remarkText],
  ['feeValue', (entry) => entry.fee],
  ['feePayer', (entry) => entry.feePayer?.id ?? null],
  ['feePaidByCompany', (entry) => entry.feePaidByCompany],
  ['extrinsicHash', (entry) => entry.extrinsicHash],
];

function whole(value: string | null, { decimals }: HistoryEntryView): string | null {
  return value === null || decimals === null ? null : formatAmount(BigInt(value), decimals);
}
