import { sql } from 'kysely';

/**
 * The query of `waiting(endpoint_id, due_at)`, to stand behind `with recursive`: each endpoint that has deliveries to come,
 * and when its first is due. It skips from endpoint to endpoint in the index, however long the queue is.
 */
export const ENDPOINTS_WAITING = sql.raw(`waiting as (
    (select endpoint_id, due_at from till.deliveries where status = 'pending' order by endpoint_id, due_at limit 1)
    union all
    select next.* from waiting cross join lateral (
      select endpoint_id, due_at from till.deliveries
      where status = 'pending' and endpoint_id > waiting.endpoint_id order by endpoint_id, due_at limit 1
    ) next
  )`);
