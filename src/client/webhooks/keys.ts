/** Keys as merchants have them, for WebCrypto. */
import { bytesOf, fromBase64, type Bytes } from './bytes.js';
import { WebhookError } from './webhook-error.js';

type CryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** Whether a signature over some bytes is of a key. */
export type Verifier = (signature: Bytes, signed: Bytes) => Promise<boolean>;

const PEM = /^\s*-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----\s*$/;
const ED25519 = { name: 'Ed25519' };
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** HMAC-SHA256 by what stands behind `whsec_`. WebCrypto compares in constant time. */
export function secretVerifier(secret: string): Promise<Verifier> {
  const bytes = secret.startsWith('whsec_') ? fromBase64(secret.slice('whsec_'.length)) : null;
  if (!bytes || bytes.length < 24 || bytes.length > 64) {
    throw badKeys('secrets: a signing secret is whsec_ and then 24 to 64 bytes in base64; copy all of it');
  }
  return hmacVerifier(bytes);
}

/** HMAC-SHA256 by the text of a secret, prefix included. */
export function secretTextVerifier(secret: string): Promise<Verifier> {
  if (secret === '') throw badKeys('secrets: one of them is empty');
  return hmacVerifier(bytesOf(secret));
}

/** Ed25519. @param key `whpk_…` or PEM */
export async function ed25519Verifier(key: string): Promise<Verifier> {
  const raw = key.startsWith('whpk_') ? fromBase64(key.slice('whpk_'.length)) : null;
  const der = raw ? null : fromPem(key);
  const bytes = raw ?? der;
  if (!bytes) throw badKeys('publicKeys: write whpk_… or PEM, as /.well-known/chaintill-keys.json has them');
  return publicVerifier(bytes, raw ? 'raw' : 'spki', ED25519, 'publicKeys');
}

/** RSASSA-PKCS1-v1_5 with SHA-256. @param key PEM */
export async function rsaVerifier(key: string): Promise<Verifier> {
  const der = fromPem(key);
  if (!der) throw badKeys('rsaPublicKeys: write PEM, as /.well-known/chaintill-rsa.pem has it');
  return publicVerifier(der, 'spki', RSA, 'rsaPublicKeys');
}

async function hmacVerifier(bytes: Bytes): Promise<Verifier> {
  const key = await crypto.subtle.importKey('raw', bytes, HMAC, false, ['verify']);
  return verifierOf(HMAC.name, key);
}

async function publicVerifier(
  bytes: Bytes,
  format: 'raw' | 'spki',
  algorithm: typeof ED25519 | typeof RSA,
  option: string,
): Promise<Verifier> {
  try {
    const key = await crypto.subtle.importKey(format, bytes, algorithm, false, ['verify']);
    return verifierOf(algorithm.name, key);
  } catch (cause) {
    throw badKeys(
      `${option}: one of them is no public key of ${algorithm.name}, or this platform cannot check with it`,
      cause,
    );
  }
}

function verifierOf(algorithm: string, key: CryptoKey): Verifier {
  return (signature, signed) => crypto.subtle.verify(algorithm, key, signature, signed);
}

function fromPem(text: string): Bytes | null {
  const base64 = PEM.exec(text)?.[1];
  return base64 === undefined ? null : fromBase64(base64.replace(/\s/g, ''));
}

function badKeys(message: string, cause?: unknown): WebhookError {
  return new WebhookError('BAD_KEYS', message, { cause });
}
