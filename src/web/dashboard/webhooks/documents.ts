import type { PageInfo } from '../gateway/documents.js';

export const ENDPOINTS = `query ($first: Int) {
  endpoints(first: $first) {
    nodes { id kind url types dialect description status disabledReason failingSince pausedUntil createdAt }
  }
}`;

export interface EndpointsAnswer {
  readonly endpoints: { readonly nodes: readonly Endpoint[] };
}

export interface Endpoint {
  readonly id: string;
  readonly kind: 'MERCHANT' | 'ORDERS';
  readonly url: string;
  /** Null for all. */
  readonly types: readonly string[] | null;
  readonly dialect: 'STANDARD' | 'LIBERLAND' | 'GATEWAY';
  readonly description: string | null;
  readonly status: 'ENABLED' | 'DISABLED' | 'DELETED';
  readonly disabledReason: 'GONE' | 'FAILING' | 'MERCHANT' | 'OPERATOR' | null;
  readonly failingSince: string | null;
  readonly pausedUntil: string | null;
  readonly createdAt: string;
}

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'EXHAUSTED', 'DROPPED'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

export interface DeliveryLine {
  readonly id: string;
  readonly url: string;
  /** Of the event. */
  readonly type: string;
  readonly orderId: string | null;
  readonly cause: 'EVENT' | 'REDELIVERY' | 'RECOVERY' | 'TEST';
  readonly status: DeliveryStatus;
  readonly attemptCount: number;
  readonly createdAt: string;
}

const LINE = 'id url type orderId cause status attemptCount createdAt';

export const DELIVERIES = `query (
  $first: Int, $last: Int, $after: Cursor, $before: Cursor, $endpointId: ID, $orderId: String, $status: [DeliveryStatus!]
) {
  deliveries(
    first: $first, last: $last, after: $after, before: $before, endpointId: $endpointId, orderId: $orderId, status: $status
  ) {
    nodes { ${LINE} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export interface DeliveriesAnswer {
  readonly deliveries: { readonly nodes: readonly DeliveryLine[]; readonly pageInfo: PageInfo };
}

export const DELIVERY = `query ($id: ID!) {
  delivery(id: $id) {
    ${LINE} eventId sequence finishedAt nextAttemptAt requestBody
    attempts {
      attempt startedAt latencyMs delivered status failure failureMessage requestHeaders responseHeaders responseBody
      responseTruncated
    }
  }
}`;

export interface DeliveryAnswer {
  /** Null where the merchant has none of that id. */
  readonly delivery: Delivery | null;
}

export interface Delivery extends DeliveryLine {
  readonly eventId: string;
  readonly sequence: number | null;
  readonly finishedAt: string | null;
  readonly nextAttemptAt: string | null;
  readonly requestBody: string | null;
  readonly attempts: readonly Attempt[];
}

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly startedAt: string;
  readonly latencyMs: number;
  readonly delivered: boolean;
  /** Of HTTP; null without an answer. */
  readonly status: number | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly requestHeaders: unknown;
  readonly responseHeaders: unknown;
  readonly responseBody: string | null;
  readonly responseTruncated: boolean;
}

export const REDELIVER = `mutation ($id: ID!) {
  redeliver(id: $id) { id status }
}`;

export interface RedeliverAnswer {
  readonly redeliver: { readonly id: string };
}

export const TEST_ENDPOINT = `mutation ($id: ID!) {
  testEndpoint(id: $id) { id }
}`;

export interface TestEndpointAnswer {
  readonly testEndpoint: { readonly id: string };
}
