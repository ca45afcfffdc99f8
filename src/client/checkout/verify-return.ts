/** Checks what a buyer's browser brings back to the shop. The format: docs/checkout-sessions.md. */
import { bytesOf, fromBase64, type Bytes } from '../webhooks/bytes.js';
import { ReturnError } from './return-error.js';

/** What `/.well-known/chaintill-keys.json` of a gateway says, as far as it is needed. */
export interface GatewayKeys {
  /** The till's own id. */
  readonly instance: string;
  readonly keys: readonly { readonly kid?: string; readonly crv?: string; readonly x?: string }[];
}

/** What a way back is checked against. */
export interface ReturnProof {
  readonly keys: GatewayKeys;
  /** The shop's own: what was signed for another merchant is refused. */
  readonly merchantId: string;
}

export type ReturnedStatus = 'open' | 'settled' | 'expired' | 'canceled' | 'invalid';

/** What the gateway says of the order. */
export interface CheckoutReturn {
  readonly orderId: string;
  /** Null for an order that no checkout session made. */
  readonly sessionId: string | null;
  /** `settled` alone says that it is paid. */
  readonly status: ReturnedStatus;
  /** Block that settled it; null unless it is settled. */
  readonly settledHeight: number | null;
}

const STATUSES: readonly string[] = ['open', 'settled', 'expired', 'canceled', 'invalid'];
const ED25519 = { name: 'Ed25519' };
const KEYS_URL = '/.well-known/chaintill-keys.json';

/**
 * @param url the address that the browser asked for, or what stands behind its question mark
 * @returns what the gateway signed. It can be brought again: deliver an order once.
 * @throws {ReturnError} with a code that says what is the trouble
 */
export async function verifyReturn(
  url: string | URL,
  { keys, merchantId }: ReturnProof,
): Promise<CheckoutReturn> {
  const read = readerOf(url);
  const orderId = need(read, 'order_id');
  const status = need(read, 'status');
  const kid = need(read, 'key');
  const signature = fromBase64Url(need(read, 'signature'));
  const sessionId = read('session_id');
  const height = read('settled_height');
  if (
    !STATUSES.includes(status) ||
    signature === null ||
    (height !== null && !/^\d{1,10}$/.test(height)) ||
    [orderId, sessionId].some((text) => text !== null && /[\r\n]/.test(text))
  ) {
    throw new ReturnError('MALFORMED_PARAMETERS', 'a chaintill_… parameter is none that a gateway writes');
  }
  const { instance } = keys;
  const lines = ['chaintill-return-v1', instance, merchantId, orderId, sessionId ?? '', status, height ?? ''];
  const key = await keyOf(keys, kid);
  if (!(await crypto.subtle.verify(ED25519.name, key, signature, bytesOf(lines.join('\n'))))) {
    throw new ReturnError(
      'WRONG_SIGNATURE',
      'the gateway signed something else: the address was changed on its way, or is for another merchant; see that ' +
        'merchantId is your own',
    );
  }
  return {
    orderId,
    sessionId,
    status: status as ReturnedStatus,
    settledHeight: height === null ? null : Number(height),
  };
}

type Reader = (name: string) => string | null;

/** An empty one counts as left out, as it does in what is signed. */
function readerOf(url: string | URL): Reader {
  const text = typeof url === 'string' ? url : url.search;
  const query = text.slice(text.indexOf('?') + 1).split('#', 1)[0];
  const parameters = new URLSearchParams(query);
  return (name) => {
    const [value, ...more] = parameters.getAll(`chaintill_${name}`);
    if (more.length === 0) return value === undefined || value === '' ? null : value;
    throw new ReturnError('MALFORMED_PARAMETERS', `chaintill_${name} is there more than once`);
  };
}

function need(read: Reader, name: string): string {
  const value = read(name);
  if (value !== null) return value;
  throw new ReturnError(
    'MISSING_PARAMETERS',
    `chaintill_${name} is missing: this is not how a gateway sends a buyer back, or it has no CHAINTILL_SECRET_KEY`,
  );
}

async function keyOf({ keys }: GatewayKeys, kid: string) {
  const known = keys.filter(({ crv }) => crv === 'Ed25519');
  if (known.length === 0)
    throw new ReturnError('BAD_KEYS', `keys: give what ${KEYS_URL} of your gateway says`);
  const raw = fromBase64Url(known.find((key) => key.kid === kid)?.x ?? '');
  if (raw === null || raw.length === 0) {
    throw new ReturnError(
      'UNKNOWN_KEY',
      `none of the keys is the one named: take those of your gateway from ${KEYS_URL}`,
    );
  }
  try {
    return await crypto.subtle.importKey('raw', raw, ED25519, false, ['verify']);
  } catch (cause) {
    throw new ReturnError('BAD_KEYS', 'this platform cannot check with Ed25519: do it on your server', {
      cause,
    });
  }
}

function fromBase64Url(text: string): Bytes | null {
  return /^[\w-]*$/.test(text) ? fromBase64(text.replaceAll('-', '+').replaceAll('_', '/')) : null;
}
