/**
 * The reference that the remark of a refund names: `refund.` and 128 random bits in hex. It is a reference like any
 * other (`reference.ts`), so that the index reads it; registration must refuse it for orders, and nobody can guess it.
 */
import { ChaintillError } from './errors.js';
import { bytesToHex } from './hex.js';

const PREFIX = 'refund.';
const RANDOM_BYTES = 16;
const REFUND_REFERENCE = /^refund\.[0-9a-f]{32}$/;

/**
 * @param random 16 bytes of a cryptographic generator
 * @throws {RangeError} for another number of bytes
 */
export function refundReference(random: Uint8Array): string {
  if (random.length !== RANDOM_BYTES) throw new RangeError(`a refund reference takes ${RANDOM_BYTES} bytes`);
  return PREFIX + bytesToHex(random).slice(2);
}

export function isRefundReference(text: string): boolean {
  return REFUND_REFERENCE.test(text);
}

/** @throws {ChaintillError} `INVALID_REFUND_REFERENCE` */
export function checkRefundReference(text: string): void {
  if (isRefundReference(text)) return;
  throw new ChaintillError(
    'INVALID_REFUND_REFERENCE',
    'not the reference of a refund: take the one that the refund was planned with',
  );
}
