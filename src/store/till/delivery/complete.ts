import { sql, type RawBuilder } from 'kysely';
import { HEAD_OF_LINE_ATTEMPTS, inLine } from './line.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { IS_KNOWN } from '../version.js';
import type { ClaimedDelivery } from './claim.js';

/** What one attempt was, for the delivery's log. */
export interface Attempt {
  readonly startedAt: Date;
  readonly latencyMs: number;
  /** The answer's; null without one, and then `failure` says what went wrong. */
  readonly status: number | null;
  readonly failure: string | null;
  readonly failureMessage: string | null;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  readonly responseTruncated: boolean;
}

/** What becomes of the delivery. */
export type Next =
  | { readonly status: 'delivered' | 'exhausted' | 'dropped' }
  /** Another attempt, so many milliseconds from now. */
  | { readonly status: 'pending'; readonly afterMs: number };

export interface Pause {
  /** How long nothing is sent to it, in milliseconds. */
  readonly waitMs: number;
  /** What the next pause is measured by. */
  readonly stepMs: number;
}

export interface Completion {
  readonly delivery: Pick<ClaimedDelivery, 'id' | 'lease' | 'endpointId'>;
  readonly attempt: Attempt;
  readonly next: Next;
  /** What the endpoint is slowed down by; null to go on. */
  readonly pause: Pause | null;
  /** Whether the endpoint is to blame where it failed; what went wrong with us says nothing about it. */
  readonly blamed: boolean;
}

/**
 * @returns the number of the attempt; null where the lease was lost, or the till is a newer version's by now, and then
 * nothing was changed: it is sent again, under the same id
 */
export async function completeDelivery(
  db: TillDatabase | TillTransaction,
  { delivery, attempt, next, pause, blamed }: Completion,
): Promise<number | null> {
  const delivered = next.status === 'delivered';
  const dueAt = next.status === 'pending' ? sql`now() + ${next.afterMs} * interval '1 ms'` : sql`due_at`;
  const finishedAt = next.status === 'pending' ? sql`null` : sql`now()`;
  const health = delivered ? WELL : blamed ? failed(pause) : UNCHANGED;
  const { rows } = await sql<{ attempts: number }>`
    with done as (
      update till.deliveries
      set attempts = attempts + 1, status = ${next.status}, due_at = ${dueAt}, finished_at = ${finishedAt},
        lease = null, lease_until = null
      where id = ${delivery.id} and lease = ${delivery.lease}::uuid and status = 'pending' and ${IS_KNOWN}
      returning *
    ), logged as (${logAttempts([{ id: delivery.id, attempt }], delivered)}),
    woken as (${WAKE_NEXT}),
    health as (update till.endpoints endpoint ${health} and endpoint.id in (select endpoint_id from done))
    select attempts from done`.execute(db);
  return rows[0]?.attempts ?? null;
}

/** That a receiver took a delivery. */
export type Delivered = Pick<Completion, 'delivery' | 'attempt'>;

/**
 * Completes many that were delivered, in one statement: what each costs is what limits how many there are a second.
 * @returns the number of the attempt by the delivery's id; of those that are missing nothing was changed, as above
 */
export async function completeDelivered(
  db: TillDatabase,
  delivered: readonly Delivered[],
): Promise<ReadonlyMap<string, number>> {
  const ids = delivered.map(({ delivery }) => delivery.id);
  const leases = delivered.map(({ delivery }) => delivery.lease);
  const attempts = delivered.map(({ delivery, attempt }) => ({ id: delivery.id, attempt }));
  const { rows } = await sql<{ id: string; attempts: number }>`
    with done as (
      update till.deliveries delivery
      set attempts = attempts + 1, status = 'delivered', finished_at = now(), lease = null, lease_until = null
      from unnest(${ids}::bigint[], ${leases}::uuid[]) as held(id, lease)
      where delivery.id = held.id and delivery.lease = held.lease and delivery.status = 'pending' and ${IS_KNOWN}
      returning delivery.*
    ), logged as (${logAttempts(attempts, true)}),
    woken as (${WAKE_NEXT}),
    health as (update till.endpoints endpoint ${WELL} and endpoint.id in (select endpoint_id from done))
    select id::text, attempts from done`.execute(db);
  return new Map(rows.map(({ id, attempts: number }) => [id, number]));
}

/**
 * Logs an attempt whose lease was lost: it was made, and its receiver may have it. What becomes of the delivery is up to
 * whoever holds it now. Nothing is logged of a delivery that is gone.
 */
export async function logLostAttempt(
  db: TillDatabase,
  deliveryId: string,
  attempt: Attempt,
  delivered: boolean,
): Promise<void> {
  await sql`
    with done as (
      update till.deliveries set attempts = attempts + 1 where id = ${deliveryId} and ${IS_KNOWN} returning *
    )
    ${logAttempts([{ id: deliveryId, attempt }], delivered)}`.execute(db);
}

/** Gives back what was claimed and not sent, to be claimed by another at once. */
export async function releaseDeliveries(
  db: TillDatabase,
  deliveries: readonly Pick<ClaimedDelivery, 'id' | 'lease'>[],
): Promise<void> {
  await sql`
    update till.deliveries delivery set lease = null, lease_until = null, due_at = now()
    from unnest(${deliveries.map(({ id }) => id)}::bigint[], ${deliveries.map(({ lease }) => lease)}::uuid[])
      as held(id, lease)
    where delivery.id = held.id and delivery.lease = held.lease and delivery.status = 'pending' and ${IS_KNOWN}`.execute(
    db,
  );
}

/** Wakes what stood behind `done` in its order's line, and was put off meanwhile. What was tried before waits for its own time. */
const WAKE_NEXT = sql`
  update till.deliveries next set due_at = now()
  from done cross join lateral (
    select later.id from till.deliveries later
    where later.endpoint_id = done.endpoint_id and later.order_id = done.order_id
      and later.sequence > done.sequence and later.status = 'pending' and later.lease is null
      and later.attempts = 0 and ${inLine('later')}
    order by later.sequence limit 1
  ) follower
  where next.id = follower.id and next.status = 'pending' and next.lease is null and ${inLine('done')}
    and (done.status <> 'pending' or done.attempts >= ${sql.lit(HEAD_OF_LINE_ATTEMPTS)})`;

/** Logs what was tried of the rows of `done`. */
function logAttempts(
  tried: readonly { readonly id: string; readonly attempt: Attempt }[],
  delivered: boolean,
): RawBuilder<unknown> {
  const column = <T>(of: (attempt: Attempt) => T): readonly T[] => tried.map(({ attempt }) => of(attempt));
  return sql`
    insert into till.delivery_attempts (delivery_id, attempt, started_at, latency_ms, delivered, status, failure,
      failure_message, request_headers, response_headers, response_body, response_truncated)
    select done.id, done.attempts, tried.started_at, tried.latency_ms, ${delivered}::boolean, tried.status, tried.failure,
      tried.failure_message, tried.request_headers::jsonb, tried.response_headers::jsonb, tried.response_body, tried.truncated
    from done join unnest(
      ${tried.map(({ id }) => id)}::bigint[], ${column(({ startedAt }) => startedAt)}::timestamptz[],
      ${column(({ latencyMs }) => latencyMs)}::integer[], ${column(({ status }) => status)}::integer[],
      ${column(({ failure }) => failure)}::text[], ${column(({ failureMessage }) => failureMessage)}::text[],
      ${column(({ requestHeaders }) => JSON.stringify(requestHeaders))}::text[],
      ${column(({ responseHeaders }) => responseHeaders && JSON.stringify(responseHeaders))}::text[],
      ${column(({ responseBody }) => responseBody)}::text[], ${column(({ responseTruncated }) => responseTruncated)}::boolean[]
    ) as tried(id, started_at, latency_ms, status, failure, failure_message, request_headers, response_headers,
      response_body, truncated) on tried.id = done.id`;
}

// The row of an endpoint is touched only where its health changes, or a burst would wait for it one by one.

/** A pause that lasts is not ended by the answer to what was sent before it. */
const WELL = sql`set failing_since = null, paused_until = null, pause_ms = null
  where (failing_since is not null or pause_ms is not null) and (paused_until is null or paused_until <= now())`;

const UNCHANGED = sql`set failing_since = failing_since where false`;

function failed(pause: Pause | null): RawBuilder<unknown> {
  if (pause === null) return sql`set failing_since = now() where failing_since is null`;
  // What was sent before the pause and is answered in it asks for the same pause, not for another.
  return sql`set failing_since = coalesce(failing_since, now()), pause_ms = ${pause.stepMs}::integer,
      paused_until = now() + ${pause.waitMs} * interval '1 ms'
    where (paused_until is null or paused_until <= now())`;
}
