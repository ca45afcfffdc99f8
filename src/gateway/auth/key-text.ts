import { createHash, randomBytes } from 'node:crypto';
import type { KeyKind } from '../../store/till/tables.js';

/**
 * An API key as its owner has it: `sk_<id>_<secret>` (secret), `rk_…` (read-only), `pk_…` (publishable) or `ak_…` (the
 * operator's), with 8 and 32 random bytes in lower-case hex. What comes before the secret, prefix included, is the key's id
 * and no secret.
 */
export interface KeyText {
  readonly id: string;
  readonly text: string;
}

const PREFIXES: Record<KeyKind, string> = { secret: 'sk', read: 'rk', publishable: 'pk', admin: 'ak' };
const FORMAT = /^((?:sk|rk|pk|ak)_[0-9a-f]{16})_[0-9a-f]{64}$/;

/** The keys of the dev merchant: fixed, known to everybody, and read on a dev chain only. */
export const DEV_KEYS = {
  secret: { id: 'sk_dev', text: 'sk_dev_chaintill' },
  read: { id: 'rk_dev', text: 'rk_dev_chaintill' },
  publishable: { id: 'pk_dev', text: 'pk_dev_chaintill' },
} as const satisfies Partial<Record<KeyKind, KeyText>>;

/** A new key of 256 random bits. */
export function generateKey(kind: KeyKind): KeyText {
  const id = `${PREFIXES[kind]}_${randomBytes(8).toString('hex')}`;
  return { id, text: `${id}_${randomBytes(32).toString('hex')}` };
}

/**
 * @param dev whether the fixed keys of the dev merchant are keys
 * @returns null for what cannot be a key.
 */
export function parseKey(text: string, dev: boolean): KeyText | null {
  if (dev) {
    const fixed = Object.values(DEV_KEYS).find((key) => key.text === text);
    if (fixed) return fixed;
  }
  const id = FORMAT.exec(text)?.[1];
  return id === undefined ? null : { id, text };
}

/** What is stored of a key. The secret is random, so a plain hash is as good as a slow one. */
export function hashKey({ text }: KeyText): Buffer {
  return createHash('sha256').update(text).digest();
}
