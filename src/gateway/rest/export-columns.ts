import type { AuditRow } from '../../store/till/audit-log.js';
import type { OrderView } from '../order-view.js';

type Cell = string | number | boolean | null;
/** A column of a CSV file: its name, and what stands in it. */
export type Column<Item> = readonly [name: string, cell: (item: Item) => Cell];

/** Amounts are in the smallest unit, and those that end in `Formatted` in whole tokens; heights are block numbers. */
export const ORDER_COLUMNS: readonly Column<OrderView>[] = [
  ['orderId', (order) => order.orderId],
  ['id', (order) => order.id],
  ['createdAt', (order) => order.createdAt],
  ['mode', (order) => order.mode],
  ['status', (order) => order.status],
  ['amountState', (order) => order.amountState],
  ['flags', (order) => order.flags.join(' ')],
  ['refundState', (order) => order.refundState],
  ['account', (order) => order.account],
  ['payee', (order) => order.payee],
  ['payer', (order) => order.payer],
  ['reference', (order) => order.reference],
  ['asset', (order) => order.asset],
  ['expected', (order) => order.expected.value],
  ['expectedFormatted', (order) => order.expected.formatted],
  ['minimum', (order) => order.minimum.value],
  ['received', (order) => order.received.value],
  ['receivedFormatted', (order) => order.received.formatted],
  ['missing', (order) => order.missing.value],
  ['excess', (order) => order.excess.value],
  ['held', (order) => order.held.value],
  ['refunded', (order) => order.refunded.value],
  ['detected', (order) => order.detected.value],
  ['paymentCount', (order) => order.paymentCount],
  ['windowFrom', (order) => order.window.from],
  ['windowTo', (order) => order.window.to],
  ['registeredHeight', (order) => order.registeredHeight],
  ['settledHeight', (order) => order.settledHeight],
  ['rateCurrency', (order) => order.rate?.currency ?? null],
  ['rate', (order) => order.rate?.price ?? null],
  ['description', (order) => order.description],
  ['metadata', (order) => json(order.metadata)],
];

export const AUDIT_COLUMNS: readonly Column<AuditRow>[] = [
  ['id', (entry) => entry.id],
  ['at', (entry) => entry.at.toISOString()],
  ['merchantId', (entry) => entry.merchantId],
  ['actor', (entry) => entry.actor],
  ['action', (entry) => entry.action],
  ['subjectKind', (entry) => entry.subjectKind],
  ['subjectId', (entry) => entry.subjectId],
  ['before', (entry) => json(entry.before)],
  ['after', (entry) => json(entry.after)],
  ['requestId', (entry) => entry.requestId],
];

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
