/** Events in the shape of LNbits' payment updates. */
import type { EventContent } from '../../domain/events/catalog.js';

/** `confirmed` means paid, and is for settled orders alone (SETTLEMENT 23). */
export type PaymentStatus = 'pending' | 'confirmed' | 'failed';

/** Types that may be told; `statusOf` says of each event whether it is. */
export const TOLD_TYPES = [
  'order.payment.detected',
  'order.payment.retracted',
  'order.payment.failed',
  'order.partially_paid',
  'order.settled',
  'order.expired',
  'order.canceled',
  'order.marked',
] as const satisfies readonly EventContent['type'][];

type ToldType = (typeof TOLD_TYPES)[number];
type Told = Extract<EventContent, { readonly type: ToldType }>;

/** The parts of an event's body that are told. */
type Body = Told & {
  readonly id: string;
  readonly cursor: string;
  readonly sequence: number | null;
  readonly createdAt: string;
};

/**
 * @param body of an event of one of `TOLD_TYPES`, as it is stored
 * @returns the message, as JSON; null for an event that changes nothing of a payment
 */
export function paymentMessage(merchantId: string, body: string): string | null {
  const event = JSON.parse(body) as Body;
  const status = statusOf(event);
  if (status === null) return null;
  const { order } = event.data;
  const { extrinsicHash = null } = attemptOf(event) ?? {};
  return JSON.stringify({
    payment: {
      payment_hash: extrinsicHash,
      amount: amountOf(event, status),
      memo: order.description,
      status,
      timestamp: Math.floor(Date.parse(event.createdAt) / 1000),
      // Whoever pays pays the chain's fee; the gateway takes none.
      fee: '0',
      wallet_id: merchantId,
    },
    order: {
      id: order.id,
      orderId: order.orderId,
      status: order.status,
      asset: order.asset,
      symbol: order.symbol,
      decimals: order.decimals,
      expected: order.expected,
      received: order.received,
    },
    event: {
      id: event.id,
      type: event.type,
      cursor: event.cursor,
      sequence: event.sequence,
      createdAt: event.createdAt,
    },
  });
}

function statusOf(event: Told): PaymentStatus | null {
  switch (event.type) {
    // Retracted, it mostly comes again in the next block: nothing is decided.
    case 'order.payment.detected':
    case 'order.payment.retracted':
    case 'order.partially_paid':
      return 'pending';
    case 'order.settled':
      return 'confirmed';
    // That payment has failed for good; another may come while the order is open.
    case 'order.payment.failed':
    case 'order.expired':
    case 'order.canceled':
      return 'failed';
    // Marked settled, `order.settled` follows.
    case 'order.marked':
      return event.data.order.status === 'invalid' ? 'failed' : null;
  }
}

/** The one payment that the event is about, and what it brought or was to bring. */
function attemptOf({ data }: Told): { extrinsicHash: string | null; value: string | null } | null {
  if ('failure' in data) return { extrinsicHash: data.failure.extrinsicHash, value: data.failure.amount };
  return 'payment' in data ? data.payment : null;
}

/** What came, what was received in all, or what did not come. */
function amountOf(event: Told, status: PaymentStatus): string {
  const { order } = event.data;
  if (status === 'confirmed') return order.received;
  const value = attemptOf(event)?.value ?? null;
  return value ?? (status === 'failed' ? order.expected : order.received);
}
