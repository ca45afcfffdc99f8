/** A checkout session as a projection of its order: it has no state of its own that could say something else. */
import type { OrderStatus } from '../order/state.js';

export const SESSION_STATUSES = ['open', 'complete', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

const STATUS: Readonly<Record<OrderStatus, SessionStatus>> = {
  open: 'open',
  settled: 'complete',
  expired: 'expired',
  canceled: 'expired',
  invalid: 'expired',
};

/** `paid` is a settled order, and nothing else is (SETTLEMENT 23). */
export function sessionStatusOf(order: OrderStatus): {
  readonly status: SessionStatus;
  readonly payment_status: 'paid' | 'unpaid';
} {
  const status = STATUS[order];
  return { status, payment_status: status === 'complete' ? 'paid' : 'unpaid' };
}

/** The orders of which sessions of a status are. */
export function orderStatusesOf(status: SessionStatus): readonly OrderStatus[] {
  return (Object.keys(STATUS) as OrderStatus[]).filter((order) => STATUS[order] === status);
}
