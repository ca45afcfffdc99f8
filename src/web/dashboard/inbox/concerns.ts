import type { LiveEvent } from '../gateway/documents.js';

const FILLS = new Set([
  'order.paid_late',
  'order.wrong_asset',
  'order.paid_before_window',
  'order.other_payer',
  'order.canceled_paid',
  'order.overpaid',
  'order.refunded',
  'order.settled',
  'order.partially_paid',
  'order.payment.added',
]);

/** Whether an event may have brought something to the inbox, or taken something out of it. */
export function concernsInbox({ type }: LiveEvent): boolean {
  return FILLS.has(type) || type.startsWith('transfer.') || type.startsWith('refund.');
}
