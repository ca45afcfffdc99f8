import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/** How long deliveries are kept after they are finished, with their attempts, in days. */
export const KEPT_DAYS = 30;

const BATCH = 500;

/**
 * Deletes finished deliveries that are older, oldest first.
 * @returns whether there may be more
 */
export async function pruneDeliveries(till: TillDatabase): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from till.deliveries where id in (
      select id from till.deliveries where finished_at < now() - ${KEPT_DAYS} * interval '1 day'
      order by finished_at limit ${BATCH} for update skip locked
    )`.execute(till);
  return Number(numAffectedRows) === BATCH;
}
