import { ChaintillError } from '../../domain/errors.js';

/** How a refusal is said before the handshake, and after it. */
export interface Refusal {
  /** HTTP status. */
  readonly status: number;
  /** Of a WebSocket: 4000 and the HTTP status where the protocol has no code of its own. */
  readonly closeCode: number;
  readonly message: string;
}

/** Close codes of RFC 6455 and its registry. */
export const CLOSE = { goingAway: 1001, failed: 1011, tryLater: 1013, unauthenticated: 4401 } as const;

const KNOWN: ReadonlyMap<string, readonly [status: number, closeCode: number]> = new Map([
  ['BAD_USER_INPUT', [400, 4400]],
  ['CURSOR_MALFORMED', [400, 4400]],
  ['CURSOR_UNKNOWN_EPOCH', [400, 4400]],
  ['CURSOR_BEYOND_END', [400, 4400]],
  ['UNAUTHENTICATED', [401, CLOSE.unauthenticated]],
  ['FORBIDDEN', [403, 4403]],
  ['CHANNEL_NOT_FOUND', [404, 4404]],
  ['TOO_MANY_LISTENERS', [429, 4429]],
  ['DATABASE_UNAVAILABLE', [503, CLOSE.tryLater]],
  ['QUERY_TIMEOUT', [503, CLOSE.tryLater]],
  ['TILL_NOT_READY', [503, CLOSE.tryLater]],
]);

/** @returns null for what nobody expected: it belongs in the log, and not to the client */
export function refusalOf(error: unknown): Refusal | null {
  const known = error instanceof ChaintillError ? KNOWN.get(error.code) : undefined;
  if (!(error instanceof ChaintillError) || !known) return null;
  const [status, closeCode] = known;
  return { status, closeCode, message: error.message };
}

export const UNEXPECTED: Refusal = {
  status: 500,
  closeCode: CLOSE.failed,
  message: 'something went wrong in the gateway: try again',
};
