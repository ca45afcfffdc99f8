import { sql } from 'kysely';
import { DIALECTS, sendsOf } from '../../../domain/webhook/dialect.js';
import type { TillTransaction } from '../database.js';

/** An event that was appended in the same transaction. */
export interface AppendedEvent {
  readonly cursor: string;
  readonly type: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly sequence: number | null;
}

/** Goes to the one endpoint that it was asked for. */
const TEST = 'endpoint.test';

/** Puts events out to every endpoint that wants them: the merchant's own, and the webhook URL of the event's order. */
export async function putOut(db: TillTransaction, events: readonly AppendedEvent[]): Promise<void> {
  const told = events.filter(({ type }) => type !== TEST);
  if (told.length === 0) return;
  const rows = told.map((event) => ({
    cursor: event.cursor,
    type: event.type,
    merchant_id: event.merchantId,
    order_id: event.orderId,
    sequence: event.sequence,
    dialects: DIALECTS.filter((dialect) => sendsOf(dialect, event.type)),
  }));
  await sql`with event as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)})
        as event(cursor bigint, type text, merchant_id uuid, order_id uuid, sequence integer, dialects text[])
    )
    insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, order_id, sequence, url)
    select endpoint.id, event.merchant_id, event.cursor, event.type, event.order_id, event.sequence, null
      from event join till.endpoints endpoint on endpoint.merchant_id = event.merchant_id
      where endpoint.kind = 'merchant' and endpoint.status = 'enabled' and endpoint.dialect = any(event.dialects)
        and (endpoint.types is null or event.type = any(endpoint.types))
    union all
    select endpoint.id, event.merchant_id, event.cursor, event.type, event.order_id, event.sequence, hook.url
      from event join till.order_hooks hook on hook.order_id = event.order_id
        join till.endpoints endpoint on endpoint.id = hook.endpoint_id
      where hook.gone_at is null and endpoint.status = 'enabled' and endpoint.dialect = any(event.dialects)
    order by 3`.execute(db);
}

/** Puts one event out to one endpoint, whatever that endpoint subscribes to: a test that its owner asked for. */
export async function putOutTo(
  db: TillTransaction,
  endpointId: string,
  event: AppendedEvent,
): Promise<{ readonly deliveryId: string }> {
  const { id } = await db
    .insertInto('deliveries')
    .values({
      endpointId,
      merchantId: event.merchantId,
      eventCursor: event.cursor,
      type: event.type,
      orderId: event.orderId,
      sequence: event.sequence,
      url: null,
      cause: 'test',
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { deliveryId: id };
}
