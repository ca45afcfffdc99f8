import { createHmac, sign, type KeyObject } from 'node:crypto';
import type { Dialect } from '../../domain/webhook/dialect.js';
import { signStandard, type Message } from './standard.js';

/** What an endpoint's messages are signed with. */
export interface Signing {
  readonly dialect: Dialect;
  /** `whsec_…`, the newest first, at least one; several while one is being replaced. */
  readonly secrets: readonly [string, ...string[]];
  /** Dialect `liberland`: also in `signature` and `x-signature`, for receivers that know this gateway's public key. */
  readonly signatureHeaders: boolean;
}

/** The gateway's private keys. */
export interface SigningKeys {
  readonly ed25519: KeyObject;
  readonly rsa: KeyObject;
}

/**
 * The headers of a webhook but for those of HTTP itself: those of Standard Webhooks for every endpoint, and beside them what
 * receivers of its dialect look at.
 * @throws {ChaintillError} `WEBHOOK_SECRET_INVALID`
 */
export function signMessage(message: Message, signing: Signing, keys: SigningKeys): Record<string, string> {
  return {
    'content-type': 'application/json',
    ...signStandard(message, signing.secrets, keys.ed25519),
    ...(signing.dialect === 'liberland' && signLiberland(message.body, signing, keys.rsa)),
    ...(signing.dialect === 'gateway' && signGateway(message.body, signing.secrets[0])),
  };
}

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 over the body, in base64. Liberland's server sends it in `secret`; its shop plugin looks in
 * the other two and refuses what another server signed, unless it was given that one's key.
 */
function signLiberland(
  body: Uint8Array,
  { signatureHeaders }: Signing,
  key: KeyObject,
): Record<string, string> {
  const signature = sign('sha256', body, key).toString('base64');
  return { secret: signature, ...(signatureHeaders && { signature, 'x-signature': signature }) };
}

/** Receivers of this dialect take the secret's text for the key, prefix included, and know only one. */
function signGateway(body: Uint8Array, secret: string): Record<string, string> {
  return { 'x-gateway-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` };
}
