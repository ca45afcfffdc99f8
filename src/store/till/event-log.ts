import { sql } from 'kysely';
import type { EventRecord } from '../../domain/settlement/outcome.js';
import type { TillTransaction } from './database.js';

/** Who appends to the log: whoever holds the lock of the instance row, so that cursors come in the order of commits. */
export interface LogWriter {
  /** Of the last event that is in the log. */
  readonly cursor: bigint;
  readonly logEpoch: string;
}

/**
 * Appends events under the lock of the instance row, which the caller holds and moves on to the returned cursor. An event
 * whose id the log has is left out: it was said already.
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
  await sql`insert into till.events select * from jsonb_populate_recordset(null::till.events, ${JSON.stringify(rows)})`.execute(
    db,
  );
  return writer.cursor + BigInt(rows.length);
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
