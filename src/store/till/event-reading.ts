/** The event log as its readers read it: after a cursor, in cursor order, the bodies in the very text that was stored. */
import { sql, type RawBuilder } from 'kysely';
import type { LogPosition } from '../../domain/events/cursor.js';
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from './database.js';

export interface LogEvent {
  readonly cursor: bigint;
  readonly id: string;
  readonly type: string;
  readonly merchantId: string;
  /** Our own id of the order; null for what belongs to none. */
  readonly orderId: string | null;
  /** JSON, in the very text that was stored. */
  readonly body: string;
}

/** Which events. */
export interface EventChoice {
  /** Null for every merchant's. */
  readonly merchantId: string | null;
  /** Null for all types. */
  readonly types: readonly string[] | null;
  /** Our own id of the order; null for all events. */
  readonly orderId: string | null;
}

interface EventRow extends Omit<LogEvent, 'cursor'> {
  readonly cursor: string;
}

/** Without an event, the columns of one are null. */
type AdvanceRow = { readonly logEpoch: string; readonly end: string } & (EventRow | { readonly id: null });

const COLUMNS = sql`e.cursor, e.id, e.type, e.merchant_id, e.order_id, e.body`;

/** @throws {ChaintillError} `TILL_NOT_READY` before the till belongs to a chain */
export async function readLogPosition(till: TillDatabase): Promise<LogPosition> {
  const row = await till.selectFrom('instance').select(['logEpoch', 'cursor']).executeTakeFirst();
  if (!row) throw notReady();
  return { logEpoch: row.logEpoch, cursor: BigInt(row.cursor) };
}

/** The events of a choice in (after, upTo], the first `limit` of them. */
export async function readEvents(
  till: TillDatabase,
  { merchantId, types, orderId }: EventChoice,
  { after, upTo, limit }: { readonly after: bigint; readonly upTo: bigint; readonly limit: number },
): Promise<readonly LogEvent[]> {
  const wanted: RawBuilder<unknown>[] = [sql`e.cursor > ${String(after)} and e.cursor <= ${String(upTo)}`];
  if (merchantId !== null) wanted.push(sql`e.merchant_id = ${merchantId}`);
  if (types !== null) wanted.push(sql`e.type = any(${[...types]}::text[])`);
  if (orderId !== null) wanted.push(sql`e.order_id = ${orderId}`);
  const { rows } = await sql<EventRow>`
    select ${COLUMNS} from till.events e where ${sql.join(wanted, sql` and `)} order by e.cursor limit ${limit}`.execute(
    till,
  );
  return rows.map(eventOf);
}

/** What came to the log after a cursor, everybody's. */
export interface LogAdvance extends LogPosition {
  readonly events: readonly LogEvent[];
}

/**
 * Where the log ends, and its first `limit` events after a cursor, of one moment.
 * @throws {ChaintillError} `TILL_NOT_READY`
 */
export async function readAdvance(till: TillDatabase, after: bigint, limit: number): Promise<LogAdvance> {
  const { rows } = await sql<AdvanceRow>`
    select i.log_epoch, i.cursor as "end", ${COLUMNS}
    from till.instance i left join lateral (
      select * from till.events where cursor > ${String(after)} and cursor <= i.cursor order by cursor limit ${limit}
    ) e on true order by e.cursor`.execute(till);
  const [first] = rows;
  if (!first) throw notReady();
  return {
    logEpoch: first.logEpoch,
    cursor: BigInt(first.end),
    events: rows.flatMap((row) => (row.id === null ? [] : eventOf(row))),
  };
}

function eventOf({ cursor, id, type, merchantId, orderId, body }: EventRow): LogEvent {
  return { cursor: BigInt(cursor), id, type, merchantId, orderId, body };
}

function notReady(): ChaintillError {
  return new ChaintillError('TILL_NOT_READY', 'the till belongs to no chain yet: start the gateway once');
}
