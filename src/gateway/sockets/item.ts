/** What stands behind `/api/v1/ws`. */
export type Item =
  /** Nothing: events of the merchant whose key comes otherwise. */
  | { readonly kind: 'events' }
  /** A key in the path, which may not work: events of its merchant. */
  | { readonly kind: 'key'; readonly key: string }
  /** A channel by its token, which is all that a listener needs. */
  | { readonly kind: 'token'; readonly token: string }
  /** A channel by its name, of the merchant whose key comes otherwise. */
  | { readonly kind: 'channel'; readonly name: string };

export const SOCKET_PATH = '/api/v1/ws';

const NAME = /^[A-Za-z0-9._:~-]{1,64}$/;
const TOKEN = /^ch_[0-9a-f]{32}$/;
/** So that a key or token with a mistake in it is never taken for a name, and written down. */
const KEY_LIKE = /^(?:sk|rk|pk|ak)_/;
const TOKEN_LIKE = /^ch_/;

/** Whether a path is of these sockets. */
export function isSocketPath(path: string): boolean {
  return path === SOCKET_PATH || path.startsWith(`${SOCKET_PATH}/`);
}

/**
 * @param path as it was sent
 * @returns null for what is none of these
 */
export function readItem(path: string): Item | null {
  const text = decode(path.slice(SOCKET_PATH.length + 1));
  if (text === '') return { kind: 'events' };
  if (KEY_LIKE.test(text)) return { kind: 'key', key: text };
  if (TOKEN.test(text)) return { kind: 'token', token: text };
  return isChannelName(text) ? { kind: 'channel', name: text } : null;
}

/** 1 to 64 of `A-Z a-z 0-9 . _ : ~ -`, and not beginning as keys and tokens do. */
export function isChannelName(text: string): boolean {
  return NAME.test(text) && !KEY_LIKE.test(text) && !TOKEN_LIKE.test(text);
}

/** @returns what is no name, where percent signs stand wrong */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '%';
  }
}
