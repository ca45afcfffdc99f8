import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/** By how much the clocks of those who append to the log may differ. */
const CLOCKS_APART_MS = 60_000;

/** A cursor that is before all that came to the log at a moment or later. */
export function cursorBefore(db: TillDatabase, moment: Date): Promise<bigint> {
  return halve(db, new Date(moment.getTime() - CLOCKS_APART_MS));
}

/** A cursor that is not before anything that came to the log before a moment. */
export function cursorBehind(db: TillDatabase, moment: Date): Promise<bigint> {
  return halve(db, new Date(moment.getTime() + CLOCKS_APART_MS));
}

/** The cursor of the last event before a moment, found by halving: the log has no index by time. 0 before the first. */
async function halve(db: TillDatabase, moment: Date): Promise<bigint> {
  const ends = await db
    .selectFrom('events')
    .select([sql<string | null>`min(cursor)`.as('first'), sql<string | null>`max(cursor)`.as('last')])
    .executeTakeFirstOrThrow();
  if (ends.first === null || ends.last === null) return 0n;
  let low = BigInt(ends.first);
  let high = BigInt(ends.last) + 1n;
  while (low < high) {
    const middle = (low + high) / 2n;
    const { cursor, early } = await db
      .selectFrom('events')
      .select(['cursor', sql<boolean>`created_at < ${moment}`.as('early')])
      .where('cursor', '>=', String(middle))
      .orderBy('cursor')
      .limit(1)
      .executeTakeFirstOrThrow();
    if (early) low = BigInt(cursor) + 1n;
    else high = middle;
  }
  return low - 1n;
}
