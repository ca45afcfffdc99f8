import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ChaintillError } from '../../domain/errors.js';

/** Encrypts what is stored but must be read by nobody who has only the database. */
export interface Sealer {
  /** @param context what it is and whose, as `endpoint-secret:<id>`: opened under another one it is refused. */
  seal(plain: Uint8Array, context: string): Buffer;
  /** @throws {ChaintillError} `SECRET_KEY_WRONG`, `SEALED_UNREADABLE` */
  open(sealed: Uint8Array, context: string): Buffer;
}

/** The shortest secret that keys are made of, in characters. */
export const MIN_SECRET_KEY_LENGTH = 32;

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM under a key that HKDF-SHA256 derives from `secret`. Format: version (1 byte), nonce (12), tag (16), ciphertext;
 * version and context are authenticated with it.
 * @throws {ChaintillError} `SECRET_KEY_SHORT`
 */
export function createSealer(secret: string): Sealer {
  if (secret.length < MIN_SECRET_KEY_LENGTH) {
    throw new ChaintillError(
      'SECRET_KEY_SHORT',
      `CHAINTILL_SECRET_KEY needs at least ${MIN_SECRET_KEY_LENGTH} characters: make one with "openssl rand -hex 32"`,
    );
  }
  const key = Buffer.from(hkdfSync('sha256', secret, '', `chaintill sealing ${VERSION}`, 32));
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(context));
      const text = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, context) {
      if (sealed[0] !== VERSION || sealed.length < HEAD_BYTES) {
        throw new ChaintillError(
          'SEALED_UNREADABLE',
          'a stored secret is damaged, or was written by a newer version: run that version',
        );
      }
      const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(associated(context))
        .setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEAD_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEAD_BYTES)), decipher.final()]);
      } catch (cause) {
        throw new ChaintillError(
          'SECRET_KEY_WRONG',
          'a stored secret was encrypted under another key: set CHAINTILL_SECRET_KEY to what it was when it was stored',
          { cause },
        );
      }
    },
  };
}

function associated(context: string): Buffer {
  return Buffer.from(`${VERSION} ${context}`);
}
