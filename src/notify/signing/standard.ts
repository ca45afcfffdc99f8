import { createHmac, sign, type KeyObject } from 'node:crypto';
import { parseSecret } from '../../domain/webhook/secret.js';

/** One message at one attempt. */
export interface Message {
  /** Of the event: the same at every attempt. */
  readonly id: string;
  /** Of the attempt, in seconds since 1970. */
  readonly timestamp: number;
  /** The bytes that are sent. */
  readonly body: Uint8Array;
}

/**
 * The headers of Standard Webhooks: a signature for each secret (`v1`, HMAC-SHA256) and the gateway's own (`v1a`, ed25519),
 * over the same bytes.
 * @param secrets `whsec_…`; several while one is being replaced
 * @param key the gateway's; null where it is not the gateway that signs
 * @throws {ChaintillError} `WEBHOOK_SECRET_INVALID`
 */
export function signStandard(
  { id, timestamp, body }: Message,
  secrets: readonly string[],
  key: KeyObject | null,
): Record<string, string> {
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const hmacs = secrets.map(
    (secret) => `v1,${createHmac('sha256', parseSecret(secret)).update(signed).digest('base64')}`,
  );
  const own = key === null ? [] : [`v1a,${sign(null, signed, key).toString('base64')}`];
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': [...hmacs, ...own].join(' '),
  };
}
