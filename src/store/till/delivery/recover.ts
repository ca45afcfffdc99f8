import { sql, type RawBuilder } from 'kysely';
import { printCursor, readLogCursor } from '../../../domain/events/cursor.js';
import { sendsOf, TEST_TYPE } from '../../../domain/webhook/dialect.js';
import { EVENT_TYPES } from '../../../domain/events/catalog.js';
import { writeAudit, type Actor } from '../audit-log.js';
import type { TillDatabase } from '../database.js';
import { lockEndpoint, type EndpointRow } from '../endpoints.js';
import { readLogPosition } from '../event-reading.js';
import { cursorBefore, cursorBehind } from './log-time.js';
import { refuseDisabled } from './redeliver.js';

/** What of the log an endpoint is to get once more. */
export interface RecoveryRequest {
  readonly merchantId: string;
  readonly endpointId: string;
  /** What came to the log after this cursor (as events have it), or at this moment and later. */
  readonly from: { readonly after: string } | { readonly since: Date };
  /** What came before this moment; null for all up to now. */
  readonly until: Date | null;
  /** Whether also what the endpoint has taken already. */
  readonly includeDelivered: boolean;
}

export interface Recovery {
  /** How many deliveries were put out. */
  readonly scheduled: number;
  /** Where to go on, as `after`; null when all is put out. */
  readonly next: string | null;
}

/** How many deliveries one recovery puts out. */
export const MOST_RECOVERED = 10_000;

/**
 * Puts events out to an endpoint once more, in the order of the log: those of the types that it gets now. What is on its way
 * to it is left out.
 * @throws {ChaintillError} `ENDPOINT_NOT_FOUND`, `ENDPOINT_DISABLED`, what `readLogCursor` throws, `TILL_NOT_READY`
 */
export async function recover(
  till: TillDatabase,
  request: RecoveryRequest,
  actor: Actor,
  most = MOST_RECOVERED,
): Promise<Recovery> {
  return till.transaction().execute(async (transaction) => {
    const { merchantId, endpointId, from, until, includeDelivered } = request;
    const endpoint = await lockEndpoint(transaction, merchantId, endpointId);
    refuseDisabled(endpoint);
    const end = await readLogPosition(transaction);
    const after =
      'after' in from ? readLogCursor(from.after, end) : await cursorBefore(transaction, from.since);
    const upTo = until === null ? end.cursor : await cursorBehind(transaction, until);
    const since = 'since' in from ? from.since : null;
    const { rows } = await sql<{ readonly count: string; readonly last: string | null }>`
      with wanted as (
        select e.cursor, e.type, e.order_id, e.sequence, ${urlOf(endpoint)} as url from ${eventsFor(endpoint)}
        where e.merchant_id = ${merchantId} and e.cursor > ${String(after)} and e.cursor <= ${String(upTo)}
          and (${since}::timestamptz is null or e.created_at >= ${since})
          and (${until}::timestamptz is null or e.created_at < ${until})
          and e.type = any(${typesOf(endpoint)}::text[])
          and not exists (
            select from till.deliveries d where d.event_cursor = e.cursor and d.endpoint_id = ${endpointId}
              and d.status = any(${includeDelivered ? ['pending'] : ['pending', 'delivered']}::text[])
          )
        order by e.cursor limit ${most}
      ), put as (
        insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, order_id, sequence, url, cause)
        select ${endpointId}::uuid, ${merchantId}::uuid, cursor, type, order_id, sequence, url, 'recovery'
        from wanted order by cursor
        returning event_cursor
      ) select count(*) as count, max(event_cursor) as last from put`.execute(transaction);
    const scheduled = Number(rows[0]?.count ?? 0);
    const last = rows[0]?.last ?? null;
    await sql`notify chaintill_events`.execute(transaction);
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'endpoint.recover',
      subjectKind: 'endpoint',
      subjectId: endpointId,
      before: null,
      after: { after: String(after), upTo: String(upTo), includeDelivered, scheduled },
    });
    const { logEpoch } = end;
    const more = scheduled === most && last !== null && BigInt(last) < upTo;
    return { scheduled, next: more ? printCursor({ logEpoch, cursor: BigInt(last) }) : null };
  });
}

/** What goes to the endpoint of a host are the events of the orders whose URLs are there. */
function eventsFor({ id, kind }: EndpointRow): RawBuilder<unknown> {
  return kind === 'merchant'
    ? sql`till.events e`
    : sql`till.events e join till.order_hooks h
        on h.order_id = e.order_id and h.endpoint_id = ${id} and h.gone_at is null`;
}

function urlOf({ kind }: EndpointRow): RawBuilder<unknown> {
  return kind === 'merchant' ? sql`null::text` : sql`h.url`;
}

/** A test is told once, to whoever asked for it. */
function typesOf({ dialect, types }: EndpointRow): readonly string[] {
  return EVENT_TYPES.filter(
    (type) => type !== TEST_TYPE && sendsOf(dialect, type) && (types?.includes(type) ?? true),
  );
}
