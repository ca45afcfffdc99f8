import type { Amount, PageInfo } from '../gateway/documents.js';
import type { OrderStatus } from '../orders/documents.js';

export const UNMATCHED = `query ($first: Int, $last: Int, $after: Cursor, $before: Cursor) {
  unmatched(first: $first, last: $last, after: $after, before: $before) {
    nodes {
      id reason inbox value formatted fromId toId reference remarkText timestamp blockNumber extrinsicHash
      order { orderId }
      suggestedOrders { reasons order { orderId status description missing { value formatted } } }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export interface UnmatchedAnswer {
  readonly unmatched: { readonly nodes: readonly Unmatched[]; readonly pageInfo: PageInfo };
}

/** Money that waits for somebody to decide. */
export interface Unmatched extends Amount {
  readonly id: string;
  readonly reason: string | null;
  readonly inbox: 'WAITING' | 'REFUNDING' | null;
  readonly fromId: string;
  readonly toId: string;
  readonly reference: string | null;
  readonly remarkText: string | null;
  readonly timestamp: string | null;
  readonly blockNumber: number;
  readonly extrinsicHash: string | null;
  /** The one it is held for. */
  readonly order: { readonly orderId: string } | null;
  readonly suggestedOrders: readonly Suggestion[];
}

export interface Suggestion {
  readonly reasons: readonly ('REFERENCE' | 'REMARK' | 'AMOUNT' | 'SENDER')[];
  readonly order: {
    readonly orderId: string;
    readonly status: OrderStatus;
    readonly description: string | null;
    readonly missing: Amount;
  };
}

export const UNMATCHED_COUNT = `query {
  unmatched(first: 0) { totalCount }
}`;

export interface UnmatchedCountAnswer {
  readonly unmatched: { readonly totalCount: number };
}

export const ASSIGN = `mutation ($transferId: String!, $orderId: String!) {
  assignPayment(transferId: $transferId, orderId: $orderId) { id orderId status }
}`;

export const DISMISS = `mutation ($transferId: String!) {
  dismissPayment(transferId: $transferId) { id resolved }
}`;
