import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/**
 * How long until a delivery becomes due that is not yet, in milliseconds; null for none. What is due already waits for
 * something else: its turn, or an attempt that is under way.
 */
export async function nextDueMs(till: TillDatabase): Promise<number | null> {
  const { rows } = await sql<{ ms: number | null }>`
    with recursive waiting as (
      (select endpoint_id, due_at from till.deliveries where status = 'pending' order by endpoint_id, due_at limit 1)
      union all
      select next.* from waiting cross join lateral (
        select endpoint_id, due_at from till.deliveries
        where status = 'pending' and endpoint_id > waiting.endpoint_id order by endpoint_id, due_at limit 1
      ) next
    )
    select extract(epoch from min(moment.due) - now())::float8 * 1000 as ms
    from waiting cross join lateral (
      select greatest(waiting.due_at, paused_until) as due from till.endpoints
      where id = waiting.endpoint_id and status = 'enabled' offset 0
    ) moment
    where moment.due > now()`.execute(till);
  return rows[0]?.ms ?? null;
}
