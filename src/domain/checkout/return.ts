/**
 * The way back from the checkout page: the shop's own address, with what became of the order beside what the shop wrote
 * there, signed by the gateway.
 */
import type { OrderStatus } from '../order/state.js';

export interface ShopReturn {
  /** Which gateway says it: the till's own id. */
  readonly instance: string;
  /** Whom it is for. It is signed and not sent along: a shop checks with its own. */
  readonly merchantId: string;
  /** The merchant's own id of the order. */
  readonly orderId: string;
  /** Null for an order that no checkout session made. */
  readonly sessionId: string | null;
  readonly status: OrderStatus;
  /** Null unless it is settled. */
  readonly settledHeight: number | null;
}

/** What is signed: lines, since no value has a line break. An empty one stands for none. docs/checkout-sessions.md */
export function returnText({ instance, merchantId, orderId, sessionId, ...rest }: ShopReturn): string {
  const lines = [
    'chaintill-return-v1',
    instance,
    merchantId,
    orderId,
    sessionId ?? '',
    rest.status,
    rest.settledHeight?.toString() ?? '',
  ];
  if (lines.some((line) => /[\r\n]/.test(line))) throw new RangeError('no id has a line break');
  return lines.join('\n');
}

export interface ReturnSignature {
  /** Which of the gateway's keys: its JWK thumbprint. */
  readonly key: string;
  /** In base64url. */
  readonly signature: string;
}

/** The parameters that the shop finds; their prefix keeps them apart from its own. */
export function returnParameters(
  { orderId, sessionId, status, settledHeight }: ShopReturn,
  { key, signature }: ReturnSignature,
): ReadonlyMap<string, string> {
  return new Map([
    ['chaintill_order_id', orderId],
    ...(sessionId === null ? [] : [['chaintill_session_id', sessionId] as const]),
    ['chaintill_status', status],
    ...(settledHeight === null ? [] : [['chaintill_settled_height', settledHeight.toString()] as const]),
    ['chaintill_key', key],
    ['chaintill_signature', signature],
  ]);
}

/** As written, or as a browser writes them in a path. */
const PLACEHOLDER = /(?:\{|%7B)(CHECKOUT_SESSION_ID|ORDER_ID)(?:\}|%7D)/gi;

/**
 * @param link as `readLink` gave it; `{CHECKOUT_SESSION_ID}` and `{ORDER_ID}` in it are filled in
 * @returns null for what is no address of the web
 */
export function returnAddress(
  link: string,
  { orderId, sessionId }: Pick<ShopReturn, 'orderId' | 'sessionId'>,
  parameters: ReadonlyMap<string, string>,
): string | null {
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return null;
  const { origin, href } = new URL(link);
  // Which host it is, is not filled in.
  const filled = href.slice(origin.length).replace(PLACEHOLDER, (whole, name: string) => {
    const value = name.toUpperCase() === 'ORDER_ID' ? orderId : sessionId;
    return value === null ? whole : encodeURIComponent(value);
  });
  const url = new URL(origin + filled);
  // Added to the text: parsed and written again, the shop's own parameters could be others.
  const added = [...parameters].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const own = url.search.slice(1);
  url.search = [...(own === '' ? [] : [own]), ...added].join('&');
  return url.href;
}
