import { sql } from 'kysely';
import type { TillDatabase } from './database.js';

/** Rows of each kind that go at once. */
const MOST = 1_000;

/**
 * Removes some of what nobody needs any more: sightings that were retracted more than a day ago, and what was answered to
 * Idempotency-Keys more than 24 hours ago.
 * @returns whether there may be more
 */
export async function prune(till: TillDatabase): Promise<boolean> {
  const { numAffectedRows: sightings = 0n } = await sql`
    delete from till.sightings where ctid = any(array(
      select ctid from till.sightings where retracted_at < now() - interval '1 day' limit ${MOST}
      for update skip locked))`.execute(till);
  const { numAffectedRows: keys = 0n } = await sql`
    delete from till.idempotency where ctid = any(array(
      select ctid from till.idempotency where created_at < now() - interval '24 hours' limit ${MOST}
      for update skip locked))`.execute(till);
  return sightings === BigInt(MOST) || keys === BigInt(MOST);
}
