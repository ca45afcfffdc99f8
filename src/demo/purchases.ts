/** What was bought, as this shop remembers it: in memory, where a real shop has its database. */
import type { EventType, GatewayEvent, Order, OrderStatus } from '../client/index.js';
import type { Product } from './products.js';

/** `seen`: a payment is in a block that a fork can still take back. Goods leave on `paid` alone. */
export type PurchaseStatus = 'awaiting' | 'seen' | 'paid' | 'closed';

export interface Purchase {
  /** Of the order at the gateway. It cannot be guessed, so a page may show the purchase to whoever names it. */
  readonly orderId: string;
  readonly product: Product;
  /** Where the buyer pays. */
  readonly payUrl: string;
  readonly status: PurchaseStatus;
  /** Number of the order's event that said so; 0 before the first. */
  readonly sequence: number;
}

export interface Purchases {
  add(purchase: Omit<Purchase, 'status' | 'sequence'>): void;
  find(orderId: string): Purchase | undefined;
  /** What a verified webhook says. */
  hear(event: GatewayEvent): void;
  /** What the gateway answered. */
  learn(order: Pick<Order, 'orderId' | 'status' | 'sequence'>): void;
}

/** The types that change a purchase. Others are news, and nothing for this shop to act on. */
const BY_EVENT: Readonly<Partial<Record<EventType, PurchaseStatus>>> = {
  'order.payment.detected': 'seen',
  'order.payment.retracted': 'awaiting',
  'order.settled': 'paid',
  'order.expired': 'closed',
  'order.canceled': 'closed',
};

const BY_ORDER: Readonly<Record<OrderStatus, PurchaseStatus>> = {
  OPEN: 'awaiting',
  PROCESSING: 'seen',
  SETTLED: 'paid',
  EXPIRED: 'closed',
  CANCELED: 'closed',
  INVALID: 'closed',
};

const MOST = 1_000;

export function openPurchases(): Purchases {
  const purchases = new Map<string, Purchase>();

  /** Messages overtake each other: what is older than what is known is left alone, and what is paid stays paid. */
  function change(orderId: string, status: PurchaseStatus, sequence: number): void {
    const known = purchases.get(orderId);
    if (!known || known.status === 'paid') return;
    if (status !== 'paid' && sequence < known.sequence) return;
    purchases.set(orderId, { ...known, status, sequence });
  }

  return {
    add(purchase) {
      const [oldest] = purchases.keys();
      if (oldest !== undefined && purchases.size >= MOST) purchases.delete(oldest);
      purchases.set(purchase.orderId, { ...purchase, status: 'awaiting', sequence: 0 });
    },
    find: (orderId) => purchases.get(orderId),
    hear(event) {
      const status = BY_EVENT[event.type];
      if (status === undefined || !('order' in event.data) || event.data.order === null) return;
      change(event.data.order.orderId, status, event.sequence ?? 0);
    },
    learn: ({ orderId, status, sequence }) => change(orderId, BY_ORDER[status], sequence),
  };
}
