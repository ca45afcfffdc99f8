import { sql } from 'kysely';
import { eventId } from '../../../domain/events/event-id.js';
import { hintEvent, type HintType } from '../../../domain/events/hint-event.js';
import type { TillTransaction } from '../database.js';
import { appendEvents } from '../event-log.js';
import type { SightedPayment } from '../sightings.js';
import { lockInstance } from './instance-lock.js';
import { readOrders } from './known.js';

/**
 * Tells of sightings, in the transaction that keeps them. What was said before of the same event in the same block is not
 * said again.
 * @param epoch of this settler's leadership
 * @throws {ChaintillError} `LEADERSHIP_LOST`
 */
export async function tellHints(
  db: TillTransaction,
  epoch: bigint,
  type: HintType,
  payments: readonly SightedPayment[],
): Promise<void> {
  const instance = await lockInstance(db, epoch);
  const orders = await readOrders(db, [...new Set(payments.map(({ orderId }) => orderId))]);
  const ids = payments.map((payment) =>
    eventId(instance.id, payment.orderId, type, `${payment.blockHash}:${payment.eventIndex}`),
  );
  const said = await db
    .selectFrom('events')
    .select('id')
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  const known = new Set(said.map(({ id }) => id));
  const sequences = new Map<string, number>();
  const events = payments.flatMap((payment, i) => {
    const order = orders.get(payment.orderId);
    if (!order || known.has(ids[i] ?? '')) return [];
    const sequence = (sequences.get(order.id) ?? order.sequence) + 1;
    sequences.set(order.id, sequence);
    return [hintEvent(instance.id, order, sequence, type, payment)];
  });
  if (events.length === 0) return;
  for (const [id, sequence] of sequences) {
    await db.updateTable('orders').set({ sequence }).where('id', '=', id).execute();
  }
  const writer = { instanceId: instance.id, cursor: instance.cursor, logEpoch: instance.logEpoch };
  const cursor = await appendEvents(db, writer, events, true);
  await db
    .updateTable('instance')
    .set({ cursor: String(cursor) })
    .execute();
  await sql`notify chaintill_events`.execute(db);
}
