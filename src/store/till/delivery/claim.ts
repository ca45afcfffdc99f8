import { sql } from 'kysely';
import type { Dialect } from '../../../domain/webhook/dialect.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { requireVersion } from '../version.js';
import { lockDue, type Candidate, type ClaimOptions } from './candidates.js';
import { inLine, keepsWaiting } from './line.js';

/** A secret of an endpoint, still encrypted. */
export interface SealedSecret {
  readonly id: string;
  readonly sealed: Buffer;
}

/** A delivery that this lease holds, with all that is needed to send it. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly lease: string;
  /** Of the event: the same at every attempt, and in every delivery of it. */
  readonly eventId: string;
  readonly type: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly cause: 'event' | 'redelivery' | 'recovery' | 'test';
  /** The event as it stands in the log, JSON text. */
  readonly body: string;
  /** Attempts that were made. */
  readonly attempts: number;
  readonly endpointId: string;
  /** Where to: the order's own URL, or the endpoint's. */
  readonly url: string;
  /** Whether it is an order's own. */
  readonly hook: boolean;
  readonly dialect: Dialect;
  readonly signatureHeaders: boolean;
  readonly allowedCidrs: readonly string[];
  readonly allowedPorts: readonly number[];
  readonly failingSince: Date | null;
  /** How long the endpoint was last asked to be left alone, in milliseconds; null unless it still is slowed down. */
  readonly pauseMs: number | null;
  /** In force: the current one first, then those that were replaced a short time ago. */
  readonly secrets: readonly SealedSecret[];
}

export interface Claim {
  readonly deliveries: readonly ClaimedDelivery[];
  /** Where the next round of endpoints begins. */
  readonly after: string;
  /** Whether asking again at once may give more. */
  readonly more: boolean;
}

/** The least UUID: before every endpoint. */
export const ROUND_START = '00000000-0000-0000-0000-000000000000';

/**
 * Claims deliveries that are due, for `leaseMs`. No two notifiers hold the same one; what a lost notifier held is due again
 * when its lease is over. An event of an order waits while an earlier one is on its way to the same endpoint (line.ts).
 * @throws {ChaintillError} `TILL_TOO_NEW`, `TILL_NOT_READY`: the tables are of another version, and nothing was claimed
 */
export async function claimDeliveries(till: TillDatabase, options: ClaimOptions): Promise<Claim> {
  return till.transaction().execute(async (db) => {
    const candidates = await lockDue(db, options);
    // After the locks, for which a migration may have made it wait.
    await requireVersion(db);
    if (candidates.length === 0) return { deliveries: [], after: options.after, more: false };
    const { postponed, deliveries } = await take(db, options, candidates);
    const taken = new Set(deliveries.map(({ id }) => id));
    // More are looked at than there is room for: the next round begins where this one took the last.
    const last = candidates.findLast(({ id }) => taken.has(id)) ?? candidates.at(-1);
    return {
      deliveries,
      after: last?.endpointId ?? options.after,
      more: deliveries.length + postponed > 0,
    };
  });
}

type Taken = Omit<ClaimedDelivery, 'secrets'> & {
  readonly secretIds: readonly string[];
  readonly sealedSecrets: readonly Buffer[];
};

/**
 * Leases what may be sent. What must wait is put off, so that it is not looked at again and again: until the attempt that is
 * under way is over at the latest, and where only that one keeps it, for a second, in case nobody wakes it
 * (complete.ts). A second look at the line, after the locks: whoever finishes an earlier event now waits for them, and wakes
 * what we put off.
 */
async function take(
  db: TillTransaction,
  { lease, leaseMs, most }: ClaimOptions,
  candidates: readonly Candidate[],
): Promise<{ postponed: number; deliveries: readonly ClaimedDelivery[] }> {
  const ids = candidates.map(({ id }) => id);
  const rooms = candidates.map(({ room }) => room);
  const { rows } = await sql<{ postponed: number } & ({ id: null } | Taken)>`
    with candidate as materialized (
      select delivery.id, delivery.endpoint_id, delivery.due_at, picked.room, picked.place,
        head.id as head, head.due_at as head_due, head.lease is not null as head_leased, head.others
      from unnest(${ids}::bigint[], ${rooms}::int[]) with ordinality picked(id, room, place)
        join till.deliveries delivery on delivery.id = picked.id
        left join lateral (
          select earlier.id, earlier.due_at, earlier.lease, count(*) over () > 1 as others
          from (
            select * from till.deliveries earlier where ${keepsWaiting('earlier', 'delivery')} order by sequence limit 2
          ) earlier
          order by earlier.sequence limit 1
        ) head on ${inLine('delivery')}
    ), chosen as materialized (
      select id from (
        select id, place, room, row_number() over (partition by endpoint_id order by place) as number
        from candidate where head is null
      ) free
      where number <= room order by place limit ${most}
    ), claimed as (
      update till.deliveries delivery
      set lease = ${lease}::uuid, lease_until = now() + ${leaseMs} * interval '1 ms',
        due_at = now() + ${leaseMs} * interval '1 ms'
      from chosen where delivery.id = chosen.id
      returning delivery.*
    ), postponed as (
      update till.deliveries delivery set due_at = put_off.until
      from (
        select candidate.id, candidate.due_at, case
            when chosen.id is null and not head_leased then head_due + interval '1 ms'
            when not others then now() + interval '1 s'
            when chosen.id is null then head_due + interval '1 ms'
            else now() + ${leaseMs} * interval '1 ms'
          end as until
        from candidate left join chosen on chosen.id = candidate.head
        where candidate.head is not null
      ) put_off
      where delivery.id = put_off.id and put_off.until > put_off.due_at
      returning delivery.id
    )
    select postponed.count as postponed, sent.*
    from (select count(*)::int from postponed) postponed left join lateral (
      select claimed.id::text, claimed.lease, event.id as event_id, claimed.type, claimed.merchant_id, claimed.order_id,
        claimed.cause, event.body, claimed.attempts, claimed.endpoint_id, coalesce(claimed.url, endpoint.url) as url,
        claimed.url is not null as hook, endpoint.dialect, endpoint.signature_headers, endpoint.allowed_cidrs,
        endpoint.allowed_ports, endpoint.failing_since, endpoint.pause_ms, secret.secret_ids, secret.sealed_secrets
      from claimed join till.events event on event.cursor = claimed.event_cursor
        join till.endpoints endpoint on endpoint.id = claimed.endpoint_id
        cross join lateral (
          select coalesce(array_agg(id order by expires_at desc nulls first), '{}') as secret_ids,
            coalesce(array_agg(sealed order by expires_at desc nulls first), '{}') as sealed_secrets
          from till.endpoint_secrets
          where merchant_id = claimed.merchant_id and (expires_at is null or expires_at > now())
            and endpoint_id is not distinct from case when endpoint.kind = 'merchant' then endpoint.id end
        ) secret
      order by claimed.event_cursor, claimed.id
    ) sent on true`.execute(db);
  return {
    postponed: rows[0]?.postponed ?? 0,
    deliveries: rows.flatMap((row) => (row.id === null ? [] : [claimedOf(row)])),
  };
}

function claimedOf({ secretIds, sealedSecrets, ...row }: Taken & { postponed: number }): ClaimedDelivery {
  return {
    id: row.id,
    lease: row.lease,
    eventId: row.eventId,
    type: row.type,
    merchantId: row.merchantId,
    orderId: row.orderId,
    cause: row.cause,
    body: row.body,
    attempts: row.attempts,
    endpointId: row.endpointId,
    url: row.url,
    hook: row.hook,
    dialect: row.dialect,
    signatureHeaders: row.signatureHeaders,
    allowedCidrs: row.allowedCidrs,
    allowedPorts: row.allowedPorts,
    failingSince: row.failingSince,
    pauseMs: row.pauseMs,
    secrets: secretIds.flatMap((id, place) => {
      const sealed = sealedSecrets[place];
      return sealed ? [{ id, sealed }] : [];
    }),
  };
}
