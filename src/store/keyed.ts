/** Statements that are asked all the time, and that one plan suits. */
import { sql } from 'kysely';
import { createHash } from 'node:crypto';

const MARK = '/* keyed */';
const MARKED = /^\s*select \/\* keyed \*\//;

/**
 * Stands behind the `select` of a statement that finds all that it reads by whole keys, whatever its values are. A connection
 * keeps such a statement under a name: Postgres reads it once, and after some values has one plan for all, which for short
 * statements is most of the work. What reads more of one account than of another is planned anew for each, and has no mark.
 */
export const KEYED = sql.raw(MARK);

const names = new Map<string, string>();

/** What the connections call a marked statement; undefined for all others. There are as many names as the code has statements. */
export function nameOf(statement: string): string | undefined {
  if (!MARKED.test(statement)) return undefined;
  const known = names.get(statement);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(statement).digest('hex').slice(0, 32);
  names.set(statement, name);
  return name;
}
