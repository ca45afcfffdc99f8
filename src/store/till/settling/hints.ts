import { hintEvent, type HintType } from '../../../domain/events/hint-event.js';
import { createEventWriter, type Notation } from '../../../domain/events/notation.js';
import type { TillTransaction } from '../database.js';
import { appendEvents, moveLog, unsaid } from '../event-log.js';
import type { SightedPayment } from '../sightings.js';
import { readAssetUnits } from './asset-units.js';
import { lockInstance } from '../instance-lock.js';
import { readOrders } from './known.js';

export interface HintSetting {
  /** Of this settler's leadership. */
  readonly epoch: bigint;
  /** Schema of the index. */
  readonly schema: string;
  /** How events write accounts and amounts. */
  readonly notation: Notation;
}

/**
 * Tells of sightings, in the transaction that keeps them. What was said before of the same event in the same block is not
 * said again.
 * @throws {ChaintillError} `LEADERSHIP_LOST`
 */
export async function tellHints(
  db: TillTransaction,
  { epoch, schema, notation }: HintSetting,
  type: HintType,
  payments: readonly SightedPayment[],
): Promise<void> {
  const instance = await lockInstance(db, epoch);
  const orders = await readOrders(db, [...new Set(payments.map(({ orderId }) => orderId))]);
  const assets = await readAssetUnits(db, schema, [
    ...payments.map(({ asset }) => asset),
    ...[...orders.values()].map(({ terms }) => terms.asset),
  ]);
  const till = { instanceId: instance.id, write: createEventWriter(notation, assets) };
  const hints = payments.flatMap((payment) => {
    const order = orders.get(payment.orderId);
    return order ? [hintEvent(till, order, type, payment)] : [];
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
  await moveLog(db, await appendEvents(db, instance, events, true));
}
