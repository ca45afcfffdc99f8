/** Checkout sessions as the gateway answers them, in the manner of Stripe: names with underscores, times in seconds. */
import { GatewayError } from '../gateway-error.js';
import { drawIdempotencyKey, type CallOptions, type Http } from '../http.js';
import type { NewOrder, OrderStatus } from '../order.js';
import type { WriteOptions } from '../orders.js';

export interface LineItem {
  readonly name: string;
  /** From 1. */
  readonly quantity: number;
  /** The price of one, in whole tokens, as `4.25`. */
  readonly unit_amount: string;
}

/** What is to be paid. Give `amount`, `line_items`, or both where they agree. */
export interface NewCheckoutSession {
  readonly mode?: 'payment';
  /** In whole tokens, as `12.5`. */
  readonly amount?: string;
  readonly line_items?: readonly LineItem[];
  /** Id in pallet assets; the chain's own token if left out. */
  readonly asset_id?: string;
  /** An account of the merchant's. May be left out if it has only one. */
  readonly payee?: string;
  /** A registered company, as `0-17`: the payee is one of its accounts, and its redirects on chain are the session's. */
  readonly company?: string;
  /** `reference` (default): the payer names the order in a remark. `address`: it has an address of its own. */
  readonly payment_mode?: 'reference' | 'address';
  /** The merchant's own id of the order; the session's id if left out. */
  readonly order_id?: string;
  /** Of a cart or a customer; several sessions may have the same. */
  readonly client_reference_id?: string;
  /** For the buyer; made of the items if left out. */
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** What a token is worth in another currency, to be kept with the order; it settles nothing. */
  readonly rate?: NewOrder['rate'];
  /** Seconds since 1970. */
  readonly expires_at?: number;
  /** Where the buyer goes once it is paid; `{CHECKOUT_SESSION_ID}` and `{ORDER_ID}` in it are filled in. */
  readonly success_url?: string;
  /** Where the buyer goes who has not paid. */
  readonly cancel_url?: string;
}

export type CheckoutSessionStatus = 'open' | 'complete' | 'expired';

export interface CheckoutSession {
  readonly id: string;
  readonly object: 'checkout.session';
  readonly mode: 'payment';
  /** The page that the buyer pays on. */
  readonly url: string;
  readonly status: CheckoutSessionStatus;
  /** `paid` is a settled order: goods may leave. */
  readonly payment_status: 'paid' | 'unpaid';
  readonly order_id: string;
  readonly order_status: Exclude<OrderStatus, 'PROCESSING'>;
  readonly client_reference_id: string | null;
  /** In whole tokens; null where the asset's decimals are not known. */
  readonly amount: string | null;
  readonly amount_in_smallest_units: string;
  readonly asset_id: string | null;
  /** The symbol of what is paid. */
  readonly currency: string | null;
  readonly line_items: readonly LineItem[] | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Id of the company that it names; null for none. */
  readonly company: string | null;
  readonly success_url: string | null;
  readonly cancel_url: string | null;
  /** About when the last block will be whose payments are on time, in seconds since 1970. Blocks decide. */
  readonly expires_at: number;
  readonly created: number;
}

export interface CheckoutSessionFilter {
  readonly status?: CheckoutSessionStatus;
  readonly client_reference_id?: string;
  /** 1 to 100; default 10. */
  readonly limit?: number;
  /** The id of the last session of the page before. */
  readonly starting_after?: string;
}

/** Newest first. */
export interface CheckoutSessionList {
  readonly object: 'list';
  readonly url: string;
  readonly has_more: boolean;
  readonly data: readonly CheckoutSession[];
}

/** All throw `GatewayError` with the gateway's code. */
export interface CheckoutSessions {
  create(session: NewCheckoutSession, options?: WriteOptions): Promise<CheckoutSession>;
  /** `SESSION_NOT_FOUND` where there is none. */
  retrieve(id: string, options?: CallOptions): Promise<CheckoutSession>;
  list(filter?: CheckoutSessionFilter, options?: CallOptions): Promise<CheckoutSessionList>;
  /** Ends one that no money came for, for good; `ORDER_HAS_PAYMENT`, `ORDER_NOT_OPEN` otherwise. */
  expire(id: string, options?: WriteOptions): Promise<CheckoutSession>;
}

const SESSIONS = '/v1/checkout/sessions';

export function checkoutSessionsOf(http: Http): CheckoutSessions {
  const write = (
    path: string,
    body: unknown,
    { signal, idempotencyKey }: WriteOptions = {},
  ): Promise<CheckoutSession> =>
    http({ method: 'POST', path, body, signal, idempotencyKey: idempotencyKey ?? drawIdempotencyKey() });
  return {
    create: (session, options) => write(SESSIONS, session, options),
    retrieve: async (id, { signal } = {}) => http({ method: 'GET', path: pathOf(id), signal }),
    list: (filter = {}, { signal } = {}) =>
      http({ method: 'GET', path: SESSIONS, query: { ...filter }, signal }),
    expire: async (id, options) => write(`${pathOf(id)}/expire`, {}, options),
  };
}

/** Anything else could name another route. */
function pathOf(id: string): string {
  if (/^cs_\w+$/.test(id)) return `${SESSIONS}/${id}`;
  throw new GatewayError('BAD_USER_INPUT', 'id: write the id of a session, as cs_…', { field: 'id' });
}
