import { ChaintillError } from '../../domain/errors.js';

/** What a key may do. `keys` also covers what belongs to the merchant as a whole. */
export const SCOPES = [
  'orders:read',
  'orders:write',
  'accounts:read',
  'accounts:write',
  'refunds:write',
  'webhooks:read',
  'webhooks:write',
  'audit:read',
  'keys:write',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who asks, as the key of the request says. */
export type Caller = Anonymous | MerchantCaller | ShopFront | Operator;

/** No key: sees what the chain shows to everybody. */
export interface Anonymous {
  readonly kind: 'anonymous';
}

/** One merchant, and nothing of any other. */
export interface MerchantCaller {
  readonly kind: 'merchant';
  readonly merchantId: string;
  readonly keyId: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** A publishable key, which anybody can read in a merchant's page: orders from the catalogue, and nothing else. */
export interface ShopFront {
  readonly kind: 'shopFront';
  readonly merchantId: string;
  readonly keyId: string;
  /** The pages that browsers may use it on, as they write origins; empty for any. */
  readonly allowedOrigins: readonly string[];
}

/** Runs this gateway, for all merchants. */
export interface Operator {
  readonly kind: 'operator';
  readonly keyId: string;
}

export const ANONYMOUS: Anonymous = { kind: 'anonymous' };

/**
 * The merchant whose key this is.
 * @param scope null for what every key of the merchant may
 * @throws {ChaintillError} `UNAUTHENTICATED` without a key, `FORBIDDEN` for a key that may not.
 */
export function requireMerchant(caller: Caller, scope: Scope | null): MerchantCaller {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind === 'operator') {
    throw new ChaintillError('FORBIDDEN', "this is a merchant's: use a key of that merchant");
  }
  if (caller.kind === 'shopFront') {
    throw new ChaintillError(
      'FORBIDDEN',
      'a publishable key orders from the catalogue and does nothing else: use a secret or a read-only key',
    );
  }
  if (scope !== null && !caller.scopes.has(scope)) {
    throw new ChaintillError('FORBIDDEN', `this key may not do that: use a key with the scope ${scope}`);
  }
  return caller;
}

/** @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN` */
export function requireOperator(caller: Caller): Operator {
  if (caller.kind === 'anonymous') throw unauthenticated();
  if (caller.kind !== 'operator') {
    throw new ChaintillError('FORBIDDEN', "only the operator may do that: use the operator's key");
  }
  return caller;
}

function unauthenticated(): ChaintillError {
  return new ChaintillError('UNAUTHENTICATED', 'this needs a key: send it as Authorization: Bearer <key>');
}
