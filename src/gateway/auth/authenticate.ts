import { timingSafeEqual } from 'node:crypto';
import { ChaintillError } from '../../domain/errors.js';
import { findUsableKey, noteKeyUse } from '../../store/till/api-keys.js';
import type { TillDatabase } from '../../store/till/database.js';
import { ANONYMOUS, type Caller } from './caller.js';
import { hashKey, parseKey } from './key-text.js';
import { readScopes } from './scopes.js';

export interface AuthenticationOptions {
  /** Whether the fixed keys of the dev merchant work: on a dev chain, where nobody else can reach the gateway. */
  readonly dev: boolean;
}

const BEARER = /^bearer +([!-~]{1,200})$/i;

/**
 * Who sends this header. What is sent and is no key that works is refused, whatever is wrong with it, in the same words:
 * only what sends no header at all is anonymous.
 * @param authorization the header `Authorization`, as `Bearer <key>`
 * @throws {ChaintillError} `UNAUTHENTICATED`; `DATABASE_UNAVAILABLE` when that cannot be told.
 */
export async function authenticate(
  till: TillDatabase,
  authorization: string | undefined,
  { dev }: AuthenticationOptions,
): Promise<Caller> {
  if (authorization === undefined) return ANONYMOUS;
  const sent = BEARER.exec(authorization)?.[1];
  const key = sent === undefined ? null : parseKey(sent, dev);
  if (!key) throw refused();
  const found = await findUsableKey(till, key.id);
  if (!found || !timingSafeEqual(found.hash, hashKey(key))) throw refused();
  if (found.stale) await noteKeyUse(till, key.id);
  if (found.merchantId === null) return { kind: 'operator', keyId: key.id };
  const { merchantId, kind, allowedOrigins } = found;
  if (kind === 'publishable') return { kind: 'shopFront', merchantId, keyId: key.id, allowedOrigins };
  return { kind: 'merchant', merchantId, keyId: key.id, scopes: readScopes(kind, found.scopes) };
}

function refused(): ChaintillError {
  return new ChaintillError(
    'UNAUTHENTICATED',
    'this key does not work: send one that is neither expired nor revoked, as Authorization: Bearer <key>',
  );
}
