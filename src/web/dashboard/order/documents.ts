import type { Amount } from '../gateway/documents.js';
import type { OrderLine } from '../orders/documents.js';

const SUMS = 'value formatted';

/** @see OrderAnswer */
export const ORDER = `query ($orderId: String!, $many: Int) {
  order(orderId: $orderId) {
    id orderId mode status amountState flags refundState payee account payer reference asset toleranceBp description metadata
    successUrl failureUrl webhookUrl createdAt registeredHeight settledHeight confirmations publicToken processed setAside
    remark { text }
    expected { ${SUMS} } minimum { ${SUMS} } received { ${SUMS} } missing { ${SUMS} } excess { ${SUMS} }
    held { ${SUMS} } refunded { ${SUMS} } detected { ${SUMS} }
    window { from to blocksLeft }
    late { policy blocks }
    sightings { blockHash eventIndex blockNumber from value formatted extrinsicHash seenAt }
    payments(last: $many) {
      nodes { id use reason inbox resolved fromId toId value formatted blockNumber timestamp extrinsicHash }
    }
    failedPayments(last: $many) {
      nodes {
        id payer value formatted how outcome blockNumber timestamp extrinsicHash
        error { pallet name documentation }
      }
    }
    timeline(last: $many) { nodes { id type sequence height hint createdAt } }
    refunds(last: $many) {
      nodes { id paymentId status destination createdAt amount { ${SUMS} } paid { ${SUMS} } }
    }
  }
}`;

export interface OrderAnswer {
  /** Null where the merchant has none of that id. */
  readonly order: OrderView | null;
}

type Sum = 'minimum' | 'missing' | 'excess' | 'held' | 'refunded';

export interface OrderView extends OrderLine, Readonly<Record<Sum, Amount>> {
  readonly mode: 'REFERENCE' | 'ADDRESS';
  readonly payee: string;
  readonly account: string;
  readonly payer: string | null;
  readonly reference: string | null;
  readonly remark: { readonly text: string } | null;
  readonly toleranceBp: number;
  readonly metadata: unknown;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly webhookUrl: string | null;
  readonly registeredHeight: number;
  readonly settledHeight: number | null;
  readonly confirmations: number | null;
  readonly publicToken: string;
  readonly processed: boolean;
  readonly setAside: boolean;
  readonly window: { readonly from: number; readonly to: number; readonly blocksLeft: number | null };
  readonly late: { readonly policy: 'HOLD' | 'ACCEPT'; readonly blocks: number };
  readonly sightings: readonly Sighting[];
  readonly payments: { readonly nodes: readonly OrderPayment[] };
  readonly failedPayments: { readonly nodes: readonly FailedAttempt[] };
  readonly timeline: { readonly nodes: readonly OrderEvent[] };
  readonly refunds: { readonly nodes: readonly Refund[] };
}

export interface Sighting extends Amount {
  readonly blockHash: string;
  readonly eventIndex: number;
  readonly blockNumber: number;
  readonly from: string;
  readonly extrinsicHash: string | null;
  readonly seenAt: string;
}

export interface OrderPayment extends Amount {
  readonly id: string;
  readonly use: 'COUNTED' | 'HELD' | 'UNMATCHED' | 'INTERNAL' | 'REFUND';
  readonly reason: string | null;
  readonly inbox: 'WAITING' | 'REFUNDING' | null;
  readonly resolved: 'ASSIGNED' | 'REFUNDED' | 'DISMISSED' | null;
  readonly fromId: string;
  readonly toId: string;
  readonly blockNumber: number;
  readonly timestamp: string | null;
  readonly extrinsicHash: string | null;
}

export interface FailedAttempt {
  readonly id: string;
  readonly payer: string | null;
  readonly value: string | null;
  readonly formatted: string | null;
  readonly how: string;
  readonly outcome: 'FAILED' | 'SKIPPED' | 'REVERTED';
  readonly blockNumber: number;
  readonly timestamp: string | null;
  readonly extrinsicHash: string;
  readonly error: {
    readonly pallet: string | null;
    readonly name: string | null;
    readonly documentation: string | null;
  };
}

export interface OrderEvent {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly height: number | null;
  readonly hint: boolean;
  readonly createdAt: string;
}

export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly status: 'OPEN' | 'DONE' | 'CANCELED';
  readonly destination: string;
  readonly createdAt: string;
  readonly amount: Amount;
  readonly paid: Amount;
}

export const CANCEL_ORDER = `mutation ($orderId: String!) {
  cancelOrder(orderId: $orderId) { id status }
}`;

export const MARK_ORDER = `mutation ($orderId: String!, $as: MarkAs!, $reason: String!) {
  markOrder(orderId: $orderId, as: $as, reason: $reason) { id status }
}`;

export const PLAN_REFUND = `mutation ($transferId: ID!) {
  planRefund(transferId: $transferId) { id }
}`;

export const CANCEL_REFUND = `mutation ($id: ID!) {
  cancelRefund(id: $id) { id status }
}`;

/** Apart from the order: it fails while no node answers. */
export const REFUND_EXTRINSIC = `query ($id: ID!) {
  refund(id: $id) { id extrinsic { callData signer description } }
}`;

export interface RefundExtrinsicAnswer {
  readonly refund: {
    readonly extrinsic: {
      /** 0x-hex. */
      readonly callData: string;
      /** In SS58. */
      readonly signer: string;
      readonly description: string;
    } | null;
  } | null;
}
