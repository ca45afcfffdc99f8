import { columnOf, type Columns, type Condition } from './condition.js';

const MOST_BRANCHES = 16;

/**
 * Splits a condition into several whose rows together are the same. Postgres reads `from = x or to = x` by a bitmap of all
 * rows of both, and sorts them; each branch alone reads an index in order and stops at the limit.
 *
 * A row may meet more than one branch.
 * @param lookups columns that an index begins with
 * @returns one or more; only a condition whose every alternative is one value of a look-up column is split.
 */
export function splitBranches(condition: Condition, lookups: ReadonlySet<string>): readonly Condition[] {
  const conjuncts = flatten(condition);
  for (const [i, conjunct] of conjuncts.entries()) {
    const alternatives = alternativesOf(conjunct);
    if (alternatives.length < 2 || alternatives.length > MOST_BRANCHES) continue;
    if (!alternatives.every((alternative) => flatten(alternative).some((part) => isLookup(part, lookups))))
      continue;
    const rest = conjuncts.filter((_, at) => at !== i);
    // One index look-up is enough: with another beside it, Postgres has its choice already.
    if (rest.some((part) => isLookup(part, lookups))) continue;
    return alternatives.map((alternative) => ({ kind: 'all', of: [...rest, ...flatten(alternative)] }));
  }
  return [condition];
}

/**
 * Hides the account that a branch looks up, where that is all it looks up. Knowing that an account has many rows, Postgres
 * reads the newest blocks of everybody until it has found enough of them, which never ends for an account that was busy
 * long ago; not knowing it, it reads the account's own index in order.
 */
export function hideLookup(branch: Condition, lookups: ReadonlySet<string>, columns: Columns): Condition {
  const parts = flatten(branch);
  const found = parts.filter((part) => isLookup(part, lookups));
  const [lookup] = found;
  if (found.length !== 1 || lookup?.kind !== 'compare' || columnOf(columns, lookup.column).kind !== 'account')
    return branch;
  return { kind: 'all', of: parts.map((part) => (part === lookup ? { ...lookup, hidden: true } : part)) };
}

function flatten(condition: Condition): readonly Condition[] {
  return condition.kind === 'all' ? condition.of.flatMap(flatten) : [condition];
}

function alternativesOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'any') return condition.of;
  if (condition.kind !== 'oneOf' || !condition.yes) return [];
  const { column, values } = condition;
  return values.map((value) => ({ kind: 'compare', column, comparator: '=', value }));
}

function isLookup(condition: Condition, lookups: ReadonlySet<string>): boolean {
  return condition.kind === 'compare' && condition.comparator === '=' && lookups.has(condition.column);
}
