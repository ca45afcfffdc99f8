import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import { ENDPOINTS_WAITING } from './endpoints-waiting.js';

/**
 * How long until a delivery becomes due that is not yet, in milliseconds; null for none. What is due already waits for
 * something else: its turn, or an attempt that is under way.
 */
export async function nextDueMs(till: TillDatabase): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    with recursive ${ENDPOINTS_WAITING}
    select extract(epoch from min(moment.due) - now())::float8 * 1000 as ms
    from waiting cross join lateral (
      select greatest(waiting.due_at, paused_until) as due from till.endpoints
      where id = waiting.endpoint_id and status = 'enabled' offset 0
    ) moment
    where moment.due > now()`.execute(till);
  return rows[0]?.ms ?? null;
}
