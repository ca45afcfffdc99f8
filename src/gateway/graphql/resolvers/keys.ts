import { badField, readField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import { parseName } from '../../../domain/name.js';
import { insertApiKey, revokeApiKey } from '../../../store/till/api-keys.js';
import { findMerchant } from '../../../store/till/merchants.js';
import type { KeyKind } from '../../../store/till/tables.js';
import { requireMerchant, type Caller, type Scope } from '../../auth/caller.js';
import { generateKey, hashKey } from '../../auth/key-text.js';
import { actorOf, merchantFor, merchantNotFound } from '../../auth/on-behalf.js';
import { readOrigins } from '../../auth/origins.js';
import { scopesOf } from '../../auth/scopes.js';
import type { Resolver } from '../list-field.js';
import { viewApiKey } from '../till-views.js';

interface CreateKeyInput {
  readonly merchantId?: string | null;
  readonly kind: KeyKind;
  readonly name: string;
  readonly scopes?: readonly Scope[] | null;
  readonly allowedOrigins?: readonly string[] | null;
  readonly expiresAt?: string | null;
}

const createKey: Resolver<{ input: CreateKeyInput }> = async (_source, { input }, context) => {
  const { till, caller, requestId } = context;
  const merchantId = merchantFor(caller, 'keys:write', input.merchantId);
  const { kind } = input;
  if (kind === 'admin') {
    throw badField('input.kind', "an operator's key is made on the gateway's machine: chaintill keys create");
  }
  const name = readField('input.name', () => parseName(input.name));
  const scopes = grantable(caller, kind, input.scopes ?? null);
  const allowedOrigins = originsFor(caller, kind, input.allowedOrigins ?? null);
  const expiresAt = readExpiry(input.expiresAt ?? null);
  if (!(await findMerchant(till, merchantId))) throw merchantNotFound();
  const key = generateKey(kind);
  const row = await insertApiKey(
    till,
    { id: key.id, hash: hashKey(key), merchantId, kind, name, scopes, allowedOrigins, expiresAt },
    actorOf(caller, requestId),
  );
  return { key: viewApiKey(row), secret: key.text };
};

/** No key can give what it does not have, and no read-only key more than reading. */
function grantable(caller: Caller, kind: KeyKind, wanted: readonly Scope[] | null): readonly Scope[] {
  const most = scopesOf(kind).filter((scope) => caller.kind !== 'merchant' || caller.scopes.has(scope));
  if (kind === 'publishable') {
    if (wanted === null) return [];
    throw badField('input.scopes', 'a publishable key has none: leave it out');
  }
  if (wanted === null) return most;
  if (wanted.length === 0) throw badField('input.scopes', 'give at least one, or leave it out');
  if (wanted.every((scope) => most.includes(scope))) return [...new Set(wanted)];
  if (wanted.every((scope) => scopesOf(kind).includes(scope))) {
    throw new ChaintillError(
      'FORBIDDEN',
      'this key cannot give a scope that it does not have: leave it out',
      {
        field: 'input.scopes',
      },
    );
  }
  throw badField('input.scopes', 'a read-only key can have no scope that writes: leave it out');
}

/** A publishable key lets anybody order, so only who may order can give one. */
function originsFor(caller: Caller, kind: KeyKind, wanted: readonly string[] | null): readonly string[] {
  if (kind !== 'publishable') {
    if (wanted === null) return [];
    throw badField('input.allowedOrigins', 'only publishable keys have them: leave it out');
  }
  if (caller.kind !== 'operator') requireMerchant(caller, 'orders:write');
  return readField('input.allowedOrigins', () => readOrigins(wanted ?? []));
}

function readExpiry(text: string | null): Date | null {
  if (text === null) return null;
  const moment = new Date(text);
  if (moment.getTime() > Date.now()) return moment;
  throw badField('input.expiresAt', 'is over: give a moment in the future, or leave it out');
}

const revokeKey: Resolver<{ id: string }> = async (_source, { id }, { till, caller, requestId }) => {
  const merchantId = caller.kind === 'operator' ? null : requireMerchant(caller, 'keys:write').merchantId;
  const revoked = /^[a-z]{2}_[0-9a-z]{1,32}$/.test(id)
    ? await revokeApiKey(till, { id, merchantId }, actorOf(caller, requestId))
    : null;
  if (!revoked) {
    throw new ChaintillError(
      'KEY_NOT_FOUND',
      'there is no such key: give the part before the secret, as merchant.keys lists it',
    );
  }
  return viewApiKey(revoked);
};

export const keyResolvers = { Mutation: { createKey, revokeKey } };
