import { sql } from 'kysely';
import { hintEvent, type HintType } from '../../../domain/events/hint-event.js';
import type { TillTransaction } from '../database.js';
import { appendEvents, unsaid } from '../event-log.js';
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
  const hints = payments.flatMap((payment) => {
    const order = orders.get(payment.orderId);
    return order ? [hintEvent(instance.id, order, type, payment)] : [];
  });
  const sequences = new Map<string, number>();
  const events = (await unsaid(db, hints)).map((hint) => {
    const order = hint.orderId ?? '';
    const sequence = (sequences.get(order) ?? orders.get(order)?.sequence ?? 0) + 1;
    sequences.set(order, sequence);
    return { ...hint, sequence };
  });
  if (events.length === 0) return;
  for (const [id, sequence] of sequences) {
    await db.updateTable('orders').set({ sequence }).where('id', '=', id).execute();
  }
  const writer = { cursor: instance.cursor, logEpoch: instance.logEpoch };
  const cursor = await appendEvents(db, writer, events, true);
  await db
    .updateTable('instance')
    .set({ cursor: String(cursor) })
    .execute();
  await sql`notify chaintill_events`.execute(db);
}
