import { sql } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import { writeAudit, type Actor } from '../audit-log.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { endpointNotFound, findEndpoint, type EndpointRow } from '../endpoints.js';
import { findDelivery, type DeliveryReading } from './delivery-lists.js';

/**
 * Sends an event to its endpoint once more, under the same id. What is still pending is tried now, and is not doubled.
 * @returns the id of the delivery to look at: a new one, or the pending one.
 * @throws {ChaintillError} `DELIVERY_NOT_FOUND`, `ENDPOINT_NOT_FOUND`, `ENDPOINT_DISABLED`
 */
export async function redeliver(
  till: TillDatabase,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  actor: Actor,
): Promise<string> {
  const delivery = await findDelivery(till, merchantId, id);
  if (!delivery) throw deliveryNotFound();
  return till.transaction().execute(async (transaction) => {
    const { status } = await transaction
      .selectFrom('deliveries')
      .select('status')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow(deliveryNotFound);
    refuseDisabled(await findEndpoint(transaction, merchantId, delivery.endpointId));
    const sent = status === 'pending' ? await hasten(transaction, id) : await again(transaction, delivery);
    await sql`notify chaintill_events`.execute(transaction);
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'delivery.redeliver',
      subjectKind: 'delivery',
      subjectId: id,
      before: null,
      after: { delivery: sent, endpointId: delivery.endpointId, eventId: delivery.eventId },
    });
    return sent;
  });
}

export function deliveryNotFound(): ChaintillError {
  return new ChaintillError(
    'DELIVERY_NOT_FOUND',
    'this merchant has no delivery of that id: see its deliveries',
    { field: 'id' },
  );
}

/** @throws {ChaintillError} `ENDPOINT_NOT_FOUND` for one that is deleted, `ENDPOINT_DISABLED` */
export function refuseDisabled(endpoint: Pick<EndpointRow, 'status'> | null): void {
  if (endpoint === null) throw endpointNotFound();
  if (endpoint.status === 'enabled') return;
  throw new ChaintillError('ENDPOINT_DISABLED', 'nothing is sent to this endpoint: enable it first');
}

/** One that is under way stays as it is: its notifier has it. */
async function hasten(transaction: TillTransaction, id: string): Promise<string> {
  await transaction
    .updateTable('deliveries')
    .set({ dueAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where((row) => row.or([row('lease', 'is', null), row('leaseUntil', '<=', sql<Date>`now()`)]))
    .execute();
  return id;
}

async function again(transaction: TillTransaction, delivery: DeliveryReading): Promise<string> {
  const { endpointId, merchantId, eventCursor, type, orderId, sequence, url } = delivery;
  // Whoever asks for it says that the order's URL is there again.
  if (url !== null && orderId !== null) {
    await transaction
      .updateTable('orderHooks')
      .set({ goneAt: null })
      .where('orderId', '=', orderId)
      .execute();
  }
  const { id } = await transaction
    .insertInto('deliveries')
    .values({ endpointId, merchantId, eventCursor, type, orderId, sequence, url, cause: 'redelivery' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
