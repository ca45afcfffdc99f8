import { sql } from 'kysely';
import type { TillTransaction } from '../database.js';

// What is held is due when its lease ends, so that what a lost notifier held comes up like all the rest.

export interface ClaimOptions {
  /** Random; by it the claimed deliveries are completed. */
  readonly lease: string;
  /** How long they are held, in milliseconds: longer than a request may take. */
  readonly leaseMs: number;
  /** Deliveries at most. */
  readonly most: number;
  /** Whose turn it is: endpoints that fail or answer slowly, or the others. */
  readonly endpoints: 'well' | 'troubled';
  /** Where the round of endpoints stands: begin behind this one. */
  readonly after: string;
}

/** A delivery that is due, locked until the transaction ends. */
export interface Candidate {
  readonly id: string;
  readonly endpointId: string;
  /** How many more its endpoint may be sent now. */
  readonly room: number;
}

/** To one endpoint at once, over all notifiers. */
export const MOST_PER_ENDPOINT = 8;
/** The same where it answers slowly or its last attempt failed. */
export const MOST_PER_TROUBLED_ENDPOINT = 2;
/** A request that takes longer makes its endpoint a slow one, in milliseconds. */
const SLOW_MS = 1_000;
/** Of what is looked at some must wait for an earlier event. */
const LOOK_FURTHER = 4;

/**
 * Locks deliveries that are due, round by round over the endpoints that have any, so that none of them keeps the others
 * waiting. Skips from endpoint to endpoint in the index and stops when it has enough, however long the queue is.
 */
export async function lockDue(db: TillTransaction, options: ClaimOptions): Promise<readonly Candidate[]> {
  const { leaseMs, most, endpoints, after } = options;
  const waiting = sql.raw(
    `select endpoint_id, due_at from till.deliveries where status = 'pending' and endpoint_id`,
  );
  const first = sql.raw('order by endpoint_id, due_at limit 1');
  const { rows } = await sql<Candidate>`
    with recursive ahead as (
      (${waiting} > ${after}::uuid ${first})
      union all
      select next.* from ahead cross join lateral (${waiting} > ahead.endpoint_id ${first}) next
    ), behind as (
      (${waiting} <= ${after}::uuid ${first})
      union all
      select next.* from behind
        cross join lateral (${waiting} > behind.endpoint_id and endpoint_id <= ${after}::uuid ${first}) next
    )
    select delivery.id::text, endpoint.id as endpoint_id, room.room
    from (select * from ahead union all select * from behind) waiting
      cross join lateral (
        select id, failing_since is not null or pause_ms is not null as fails from till.endpoints
        where id = waiting.endpoint_id and status = 'enabled' and (paused_until is null or paused_until <= now())
        offset 0
      ) endpoint
      cross join lateral (
        select count(*)::int as held,
          endpoint.fails or coalesce(min(lease_until) < now() + ${leaseMs - SLOW_MS} * interval '1 ms', false) as troubled
        from till.deliveries
        where endpoint_id = endpoint.id and lease is not null and lease_until > now()
        offset 0
      ) busy
      cross join lateral (
        select case when busy.troubled then ${MOST_PER_TROUBLED_ENDPOINT}::int else ${MOST_PER_ENDPOINT}::int end - busy.held
          as room
        where busy.troubled = ${endpoints === 'troubled'}
        offset 0
      ) room
      cross join lateral (
        select id from till.deliveries
        where endpoint_id = endpoint.id and status = 'pending' and due_at <= now()
          and (lease is null or lease_until <= now())
        order by due_at, id
        limit greatest(room.room, 0) * ${LOOK_FURTHER}
        for update skip locked
      ) delivery
    where waiting.due_at <= now()
    limit ${most * LOOK_FURTHER}`.execute(db);
  return rows;
}
