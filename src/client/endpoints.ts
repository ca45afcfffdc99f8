import type { EventType } from './events.js';
import type { CallOptions, Http } from './http.js';
import type { Page, PageOptions, WebhookDialect } from './order.js';

/** Where events are posted to. */
export interface Endpoint {
  readonly id: string;
  /** `ORDERS`: for the URLs that orders bring. */
  readonly kind: 'MERCHANT' | 'ORDERS';
  readonly url: string;
  /** Null for all. */
  readonly types: readonly EventType[] | null;
  readonly dialect: WebhookDialect;
  readonly description: string | null;
  readonly signatureHeaders: boolean;
  readonly status: 'ENABLED' | 'DISABLED';
  readonly disabledReason: string | null;
  readonly disabledAt: string | null;
  readonly failingSince: string | null;
  readonly pausedUntil: string | null;
  readonly allowedCidrs: readonly string[];
  readonly allowedPorts: readonly number[];
  readonly createdAt: string;
}

export interface NewEndpoint {
  readonly url: string;
  /** All if left out. */
  readonly types?: readonly EventType[];
  /** Default `STANDARD`. */
  readonly dialect?: WebhookDialect;
  readonly description?: string;
  /** Dialect `LIBERLAND`: the signature also in `signature` and `x-signature`. */
  readonly signatureHeaders?: boolean;
}

/** A message to an endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpointId: string;
  readonly url: string;
  readonly eventId: string;
  readonly type: string;
  /** The merchant's own id; null for no order. */
  readonly orderId: string | null;
  readonly sequence: number | null;
  readonly cause: string;
  readonly status: 'PENDING' | 'DELIVERED' | 'EXHAUSTED' | 'DROPPED';
  readonly attemptCount: number;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly nextAttemptAt: string | null;
}

/** Those that change something are sent once: after `GATEWAY_UNREACHABLE`, look at the list. */
export interface Endpoints {
  /** @returns the endpoint, and its signing secret, which is shown this once. */
  create(
    endpoint: NewEndpoint,
    options?: CallOptions,
  ): Promise<{ readonly endpoint: Endpoint; readonly secret: string }>;
  list(page?: PageOptions, options?: CallOptions): Promise<Page<Endpoint>>;
  /**
   * Gives it a new secret.
   * @param rotation for how long the one before signs as well, in seconds: 0 to 86,400; default a day
   */
  rotate(
    id: string,
    rotation?: { readonly overlapSeconds?: number },
    options?: CallOptions,
  ): Promise<{ readonly secret: string; readonly previousUntil: string | null }>;
  /** Sends it an `endpoint.test`. */
  test(id: string, options?: CallOptions): Promise<Delivery>;
}

const ROUTE = '/v1/endpoints';

export function endpointsOf(http: Http): Endpoints {
  return {
    create: (endpoint, { signal } = {}) => http({ method: 'POST', path: ROUTE, body: endpoint, signal }),
    list: (page = {}, { signal } = {}) => http({ method: 'GET', path: ROUTE, query: { ...page }, signal }),
    rotate: (id, rotation = {}, { signal } = {}) =>
      http({ method: 'POST', path: `${ROUTE}/${encodeURIComponent(id)}/rotate`, body: rotation, signal }),
    test: (id, { signal } = {}) =>
      http({ method: 'POST', path: `${ROUTE}/${encodeURIComponent(id)}/test`, body: {}, signal }),
  };
}
