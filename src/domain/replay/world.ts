/** What settlement would have stored, in memory: a replay begins with nothing of it. */
import type { OrderChange, Part, RefundRecord, RefundState } from '../settlement/outcome.js';
import type { KnownOrder, PaymentRecord } from '../settlement/work.js';

export interface World {
  /** As it stands, with the number of its open refunds. */
  order(id: string): KnownOrder | null;
  payment(transferId: string): PaymentRecord | null;
  refund(id: string): RefundRecord | null;
  refundsOf(transferId: string): readonly RefundRecord[];
  /** What an order was told, in this order: the ids of its events by their types. */
  events(orderId: string): readonly OrderEvent[];
  refundState(orderId: string): RefundState;
  payments(): Iterable<PaymentRecord>;
  refunds(): Iterable<RefundRecord>;
  /** Takes over what a step decided, as storing it does. */
  keep(part: Part): void;
}

export interface OrderEvent {
  readonly id: string;
  readonly type: string;
}

export function createWorld(registered: ReadonlyMap<string, KnownOrder>): World {
  const orders = new Map(registered);
  const refundStates = new Map<string, RefundState>();
  const payments = new Map<string, PaymentRecord>();
  const refunds = new Map<string, RefundRecord>();
  const refundsByPayment = new Map<string, Set<string>>();
  const openRefunds = new Map<string, number>();
  const events = new Map<string, OrderEvent[]>();

  function keepOrder({ id, state, sequence, refunded, refundState }: OrderChange): void {
    const before = orders.get(id);
    if (before) orders.set(id, { ...before, state, sequence, refunded, taken: true });
    refundStates.set(id, refundState);
  }

  function keepRefund(refund: RefundRecord): void {
    const { id, transferId, orderId } = refund;
    const wasOpen = refunds.get(id)?.status === 'open';
    if (orderId !== null) {
      const change = Number(refund.status === 'open') - Number(wasOpen);
      openRefunds.set(orderId, (openRefunds.get(orderId) ?? 0) + change);
    }
    refunds.set(id, refund);
    const known = refundsByPayment.get(transferId) ?? new Set();
    refundsByPayment.set(transferId, known.add(id));
  }

  return {
    order(id) {
      const order = orders.get(id);
      return order ? { ...order, openRefunds: openRefunds.get(id) ?? 0 } : null;
    },
    payment: (transferId) => payments.get(transferId) ?? null,
    refund: (id) => refunds.get(id) ?? null,
    refundsOf: (transferId) =>
      [...(refundsByPayment.get(transferId) ?? [])].flatMap((id) => refunds.get(id) ?? []),
    events: (orderId) => events.get(orderId) ?? [],
    refundState: (orderId) => refundStates.get(orderId) ?? 'none',
    payments: () => payments.values(),
    refunds: () => refunds.values(),
    keep(part) {
      part.orders.forEach(keepOrder);
      for (const payment of part.payments) payments.set(payment.fact.transferId, payment);
      part.refunds.forEach(keepRefund);
      for (const { id, type, orderId } of part.events) {
        if (orderId === null) continue;
        const told = events.get(orderId) ?? [];
        events.set(orderId, told);
        told.push({ id, type });
      }
    },
  };
}
