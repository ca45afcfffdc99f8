import { sql } from 'kysely';
import { eventId } from '../../../domain/events/event-id.js';
import type { TillDatabase } from '../database.js';
import { appendApart } from '../event-log.js';
import { completeDelivery, type Completion } from './complete.js';
import { dropPending } from './drop.js';

/** Why an endpoint is disabled without anybody's asking. */
export type Reason = 'gone' | 'failing';

/**
 * Completes a delivery by which its endpoint is found to be of no use any more, disables the endpoint, and says so in the
 * log, which the merchant's other endpoints get.
 * @returns the number of the attempt; null where the lease was lost, and then nothing was changed.
 */
export async function completeAndDisable(
  till: TillDatabase,
  completion: Completion,
  reason: Reason,
): Promise<number | null> {
  const { endpointId } = completion.delivery;
  const attempt = await till.transaction().execute(async (db) => {
    // Before any other lock: settlement takes this one first as well.
    await db.selectFrom('instance').select('id').forUpdate().execute();
    const number = await completeDelivery(db, completion);
    if (number === null) return null;
    const endpoint = await db
      .updateTable('endpoints')
      .set({ status: 'disabled', disabledReason: reason, disabledAt: sql<Date>`now()` })
      .where('id', '=', endpointId)
      .where('status', '=', 'enabled')
      .returning(['id', 'merchantId', 'url', 'dialect', 'failingSince'])
      .executeTakeFirst();
    if (!endpoint) return number;
    const { id, url, dialect, merchantId, failingSince } = endpoint;
    await appendApart(db, ({ instanceId, settledHeight }) => ({
      id: eventId(instanceId, id, 'endpoint.disabled', `delivery:${completion.delivery.id}:${number}`),
      type: 'endpoint.disabled',
      merchantId,
      orderId: null,
      sequence: null,
      height: settledHeight ?? 0,
      data: {
        endpoint: { id, url, dialect, reason, failingSince: failingSince?.toISOString() ?? null },
      },
    }));
    return number;
  });
  if (attempt !== null) await dropPending(till, endpointId);
  return attempt;
}
