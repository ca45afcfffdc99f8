import { GatewayError } from './gateway-error.js';
import { drawIdempotencyKey, type CallOptions, type Http } from './http.js';
import type {
  AmountState,
  NewOrder,
  Order,
  OrderFlag,
  OrderStatus,
  Page,
  PageOptions,
  RefundState,
} from './order.js';

/** What is sent again under a key is done once. A key is made for each call; its retries have the same. */
export interface WriteOptions extends CallOptions {
  /** 1 to 255 printable ASCII characters, in place of one that is made for this call. */
  readonly idempotencyKey?: string;
}

/** Several values of one field are alternatives; of `flags`, all are wanted. */
export interface OrderFilter {
  readonly orderId?: string;
  readonly reference?: string;
  /** An order that is `PROCESSING` is stored as `OPEN`. */
  readonly status?: readonly Exclude<OrderStatus, 'PROCESSING'>[];
  readonly amountState?: readonly AmountState[];
  readonly refundState?: readonly RefundState[];
  readonly flags?: readonly OrderFlag[];
  readonly account?: string;
  readonly payee?: string;
  /** Id in pallet assets, or `native`. */
  readonly asset?: string;
  /** ISO 8601. */
  readonly createdFrom?: string;
  readonly createdBefore?: string;
}

/** All throw {@link GatewayError} with the gateway's code. */
export interface Orders {
  /**
   * Registers an order. The same order sent again is the same order; another one under the same `orderId` is refused with
   * `ORDER_CONFLICT`.
   */
  create(order: NewOrder, options?: WriteOptions): Promise<Order>;
  /** By the merchant's own id; `ORDER_NOT_FOUND` where there is none. */
  get(orderId: string, options?: CallOptions): Promise<Order>;
  list(filter?: OrderFilter & PageOptions, options?: CallOptions): Promise<Page<Order>>;
  /** Cancels an open order that no money came for; `ORDER_HAS_PAYMENT`, `ORDER_NOT_OPEN` otherwise. */
  cancel(orderId: string, options?: WriteOptions): Promise<Order>;
  /** Says by hand what became of an order, and why: a line for the audit log. */
  mark(
    orderId: string,
    mark: { readonly as: 'SETTLED' | 'INVALID'; readonly reason: string },
    options?: WriteOptions,
  ): Promise<Order>;
}

export function ordersOf(http: Http): Orders {
  const write = (
    path: string,
    body: unknown,
    { signal, idempotencyKey }: WriteOptions = {},
  ): Promise<Order> =>
    http({ method: 'POST', path, body, signal, idempotencyKey: idempotencyKey ?? drawIdempotencyKey() });
  return {
    create: (order, options) => write('/v1/orders', order, options),
    get: async (orderId, { signal } = {}) => http({ method: 'GET', path: pathOf(orderId), signal }),
    list: (filter = {}, { signal } = {}) =>
      http({ method: 'GET', path: '/v1/orders', query: { ...filter }, signal }),
    cancel: async (orderId, options) => write(`${pathOf(orderId)}/cancel`, {}, options),
    mark: async (orderId, { as, reason }, options) =>
      write(`${pathOf(orderId)}/mark`, { as, reason }, options),
  };
}

/** Dots alone would name another route. */
function pathOf(orderId: string): string {
  if (/[^.]/.test(orderId)) return `/v1/orders/${encodeURIComponent(orderId)}`;
  throw new GatewayError('BAD_USER_INPUT', 'orderId: write the id that the order was registered with', {
    field: 'orderId',
  });
}
