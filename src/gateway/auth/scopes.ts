import type { KeyKind } from '../../store/till/tables.js';
import { SCOPES, type Scope } from './caller.js';

/**
 * All that a key of a kind can be given. A read-only key changes nothing, whatever stands in its row; what the operator's and
 * publishable keys may do, their kind says.
 */
export function scopesOf(kind: KeyKind): readonly Scope[] {
  if (kind === 'admin' || kind === 'publishable') return [];
  return kind === 'read' ? SCOPES.filter((scope) => scope.endsWith(':read')) : SCOPES;
}

/** The scopes in a key's row that count. */
export function readScopes(kind: KeyKind, stored: readonly string[]): ReadonlySet<Scope> {
  return new Set(scopesOf(kind).filter((scope) => stored.includes(scope)));
}
