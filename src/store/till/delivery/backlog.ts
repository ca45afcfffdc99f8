import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import { ENDPOINTS_WAITING } from './endpoints-waiting.js';

/** How deliveries stand, for whoever watches over the instance. */
export interface Backlog {
  /** Not finished; counted up to `MOST_COUNTED`. */
  readonly pending: number;
  /** Age of the oldest that is not finished, also where its receiver fails, in seconds; null for none. */
  readonly oldestSeconds: number | null;
  /**
   * For how long one is due to an endpoint that is well, while none is under way to it, in seconds; null for none. It grows
   * where no notifier is at work.
   */
  readonly overdueSeconds: number | null;
  /** Endpoints that were disabled because they failed or are gone. */
  readonly disabledEndpoints: number;
}

export const MOST_COUNTED = 10_000;

export async function readBacklog(till: TillDatabase): Promise<Backlog> {
  const { rows } = await sql<Backlog>`
    with recursive ${ENDPOINTS_WAITING}
    select
      (select count(*)::int from (select from till.deliveries where status = 'pending' limit ${MOST_COUNTED}) counted)
        as pending,
      (select extract(epoch from now() - created_at)::int from till.deliveries where status = 'pending'
        order by created_at limit 1) as oldest_seconds,
      (select extract(epoch from now() - min(due_at))::int from waiting
        where due_at <= now()
          and exists (select from till.endpoints where id = endpoint_id and status = 'enabled' and failing_since is null
            and (paused_until is null or paused_until <= now()))
          and not exists (select from till.deliveries held where held.endpoint_id = waiting.endpoint_id
            and held.lease is not null and held.lease_until > now())) as overdue_seconds,
      (select count(*)::int from till.endpoints where status = 'disabled' and disabled_reason in ('gone', 'failing'))
        as disabled_endpoints`.execute(till);
  return rows[0] ?? { pending: 0, oldestSeconds: null, overdueSeconds: null, disabledEndpoints: 0 };
}
