import type { DepositScheme as Scheme } from '../../domain/deposit-address.js';
import type { KeyKind as StoredKind, AccountTable } from '../../store/till/tables.js';
import { SCOPES, type Scope as KeyScope } from '../auth/caller.js';

/** What the values of the API's enums are inside. */
export const KeyKind = {
  SECRET: 'secret',
  READ: 'read',
  PUBLISHABLE: 'publishable',
  OPERATOR: 'admin',
} as const satisfies Record<string, StoredKind>;

export const AccountProof = {
  OPERATOR: 'operator',
  SIGNATURE: 'signature',
} as const satisfies Record<string, AccountTable['provedBy']>;

export const DepositScheme = {
  DERIVATIVE: 'derivative',
  SOFT: 'soft',
} as const satisfies Record<string, Scheme>;

/** `orders:read` is `ORDERS_READ`. */
export const Scope: Readonly<Record<string, KeyScope>> = Object.fromEntries(
  SCOPES.map((scope) => [scope.toUpperCase().replace(':', '_'), scope]),
);
