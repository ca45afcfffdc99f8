import { sql } from 'kysely';
import type { EventRecord } from '../../domain/settlement/outcome.js';
import type { TillTransaction } from './database.js';
import { putOut, type AppendedEvent } from './delivery/outbox.js';
import { insertRows } from './insert-rows.js';
import { lockInstanceRow } from './instance-lock.js';

/** Who appends to the log: whoever holds the lock of the instance row, so that cursors come in the order of commits. */
export interface LogWriter {
  /** Of the last event that is in the log. */
  readonly cursor: bigint;
  readonly logEpoch: string;
}

/**
 * Appends events under the lock of the instance row, which the caller holds and moves on to the returned cursor, and puts
 * them out to endpoints. An event whose id the log has is left out: it was said already.
 * @param hint whether they tell of blocks that may be taken back
 */
export async function appendEvents(
  db: TillTransaction,
  writer: LogWriter,
  events: readonly EventRecord[],
  hint = false,
): Promise<bigint> {
  if (events.length === 0) return writer.cursor;
  const createdAt = new Date().toISOString();
  const rows = (await unsaid(db, events)).map(({ data, ...event }, i) => {
    const cursor = String(writer.cursor + 1n + BigInt(i));
    const { id, type, sequence, height } = event;
    return {
      cursor,
      id,
      type,
      merchant_id: event.merchantId,
      order_id: event.orderId,
      sequence,
      height,
      hint,
      created_at: createdAt,
      body: JSON.stringify({
        id,
        type,
        cursor: `${writer.logEpoch}:${cursor}`,
        sequence,
        height,
        createdAt,
        data,
      }),
    };
  });
  if (rows.length === 0) return writer.cursor;
  await insertRows('events', rows).execute(db);
  await putOut(
    db,
    rows.map((row) => ({
      cursor: row.cursor,
      type: row.type,
      merchantId: row.merchant_id,
      orderId: row.order_id,
      sequence: row.sequence,
    })),
  );
  return writer.cursor + BigInt(rows.length);
}

/** What an event of no order and no transfer is made from. */
export interface LogPlace {
  readonly instanceId: string;
  /** Null before the first look at the index. */
  readonly settledHeight: number | null;
}

/**
 * Appends what belongs to no settlement, as what becomes of endpoints, and wakes the log's readers.
 * @throws {ChaintillError} `TILL_NOT_READY`
 */
export async function appendApart(
  db: TillTransaction,
  write: (place: LogPlace) => EventRecord,
): Promise<AppendedEvent> {
  // Others act on what the log says: it must be on disk before anybody reads it, whatever the connection is set to.
  await sql`set local synchronous_commit to on`.execute(db);
  const instance = await lockInstanceRow(db);
  const event = write({ instanceId: instance.id, settledHeight: instance.settledHeight });
  const cursor = await appendEvents(db, instance, [event]);
  await moveLog(db, cursor);
  const { type, merchantId, orderId, sequence } = event;
  return { cursor: String(cursor), type, merchantId, orderId, sequence };
}

/** Moves the log's end to where appending has come, under the lock of the instance row, and wakes its readers. */
export async function moveLog(db: TillTransaction, cursor: bigint): Promise<void> {
  await db
    .updateTable('instance')
    .set({ cursor: String(cursor) })
    .execute();
  await sql`notify chaintill_events`.execute(db);
}

/** Those events whose ids are not in the log. */
export async function unsaid<Event extends { readonly id: string }>(
  db: TillTransaction,
  events: readonly Event[],
): Promise<readonly Event[]> {
  const said = await db
    .selectFrom('events')
    .select('id')
    .where('id', '=', sql<string>`any(${events.map(({ id }) => id)}::text[])`)
    .execute();
  const known = new Set(said.map(({ id }) => id));
  return events.filter(({ id }) => !known.has(id));
}
