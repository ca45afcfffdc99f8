import { base64 } from '@scure/base';
import { ChaintillError } from '../errors.js';

const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;

/** How many random bytes a new secret has. */
export const SECRET_BYTES = 32;

/** A signing secret as merchants have it: `whsec_` and base64 (Standard Webhooks). */
export function formatSecret(bytes: Uint8Array): string {
  return PREFIX + base64.encode(bytes);
}

/**
 * @returns the key that a signing secret stands for, 24 to 64 bytes.
 * @throws {ChaintillError} `WEBHOOK_SECRET_INVALID`
 */
export function parseSecret(text: string): Uint8Array {
  const bytes = text.startsWith(PREFIX) ? decode(text.slice(PREFIX.length)) : null;
  if (bytes === null || bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
    throw new ChaintillError(
      'WEBHOOK_SECRET_INVALID',
      `a signing secret is "whsec_" and then ${MIN_BYTES} to ${MAX_BYTES} bytes in base64`,
    );
  }
  return bytes;
}

function decode(text: string): Uint8Array | null {
  try {
    return base64.decode(text);
  } catch {
    return null; // the caller says what is wrong
  }
}
