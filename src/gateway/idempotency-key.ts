import { badField } from '../domain/bad-field.js';

/** Printable ASCII, so that a header can carry it. */
export const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * @param key null where none was sent
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function checkIdempotencyKey(key: string | null): void {
  if (key === null || IDEMPOTENCY_KEY.test(key)) return;
  throw badField('idempotencyKey', 'write 1 to 255 printable ASCII characters');
}
