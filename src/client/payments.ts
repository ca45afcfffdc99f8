import type { CallOptions, Http } from './http.js';
import type { Amount, AmountState, OrderStatus } from './order.js';

/** What is asked about. */
export interface PaymentQuestion {
  /** The reference that the payer names. */
  readonly orderId: string;
  /** The account to be paid, in SS58 with any prefix. */
  readonly toId: string;
  /** In the smallest unit. */
  readonly price: string;
  /** Id in pallet assets; the chain's own token if left out. */
  readonly assetId?: string;
}

export interface PaymentStatus {
  /** Whether goods may leave: the order is registered and settled, and this price, in this asset, is what it was paid. */
  readonly paid: boolean;
  readonly status: AmountState;
  /** Of the registered order; null where `unregistered`. */
  readonly orderStatus: OrderStatus | null;
  /** No order was registered for this: the answer claims nothing about who else uses the same transfers. */
  readonly unregistered: boolean;
  readonly expected: Amount;
  readonly received: Amount;
  readonly missing: Amount;
  readonly excess: Amount;
  /** They count, newest first; at most 100. */
  readonly transfers: readonly PaymentTransfer[];
  /** Everything that is final up to this height is in the answer. */
  readonly indexedHeight: number;
}

export interface PaymentTransfer {
  /** `<blockNumber>-<eventIndex>` */
  readonly id: string;
  readonly fromId: string;
  /** In the smallest unit. */
  readonly value: string;
  readonly blockNumber: string;
  readonly extrinsicHash: string | null;
}

export interface Payments {
  /**
   * Whether a price was paid to an account under a reference.
   * @throws {GatewayError} `ORDER_NOT_REGISTERED` for the account of a merchant who has registered no such order and allows
   * none that is not
   */
  verify(question: PaymentQuestion, options?: CallOptions): Promise<PaymentStatus>;
}

const QUERY = `query ($orderId: String!, $toId: String!, $price: String!, $assetId: String) {
  paymentStatus(orderId: $orderId, toId: $toId, price: $price, assetId: $assetId) {
    status orderStatus unregistered indexedHeight
    expected { value formatted } received { value formatted } missing { value formatted } excess { value formatted }
    transfers { id fromId value blockNumber extrinsicHash }
  }
}`;

export function paymentsOf(http: Http): Payments {
  return {
    async verify({ orderId, toId, price, assetId }, { signal } = {}) {
      const { data } = await http<{ readonly data: { readonly paymentStatus: Omit<PaymentStatus, 'paid'> } }>(
        {
          method: 'POST',
          path: '/graphql',
          body: { query: QUERY, variables: { orderId, toId, price, assetId } },
          repeatable: true,
          signal,
        },
      );
      const { paymentStatus: found } = data;
      const enough = found.status === 'EXACT' || found.status === 'OVER';
      return { ...found, paid: enough && !found.unregistered && found.orderStatus === 'SETTLED' };
    },
  };
}
