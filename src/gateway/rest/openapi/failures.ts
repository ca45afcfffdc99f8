/** Which failures a route can answer: those that come of what kind of route it is, and those that it names. */
import { statusOf } from '../failure.js';
import type { Operation } from './operation.js';

/** Of every request: a key that does not work is refused wherever it is sent. */
const ALWAYS = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'RATE_LIMITED',
  'TILL_NOT_READY',
  'DATABASE_UNAVAILABLE',
  'QUERY_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
];
/** Of a method that can carry a body, whether or not the route wants one. */
const WITH_BODY = ['MALFORMED_JSON', 'DUPLICATE_KEY', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'];
const WITH_KEY = ['FORBIDDEN'];
const IDEMPOTENT = ['IDEMPOTENCY_KEY_REUSED'];

/** The codes of each status, statuses and codes in order. */
export function failuresOf(
  method: string,
  { errors, scope, idempotent, body }: Operation,
): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  if (errors === null) return found;
  const codes = new Set([
    ...ALWAYS,
    ...(method === 'GET' ? [] : WITH_BODY),
    ...(body ? ['UNKNOWN_FIELD'] : []),
    ...(scope === null ? [] : WITH_KEY),
    ...(idempotent ? IDEMPOTENT : []),
    ...errors,
  ]);
  for (const code of [...codes].sort()) {
    const status = statusOf(code);
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}
