import { randomUUID } from 'node:crypto';
import type { EventData } from '../../../domain/events/catalog.js';
import { eventId } from '../../../domain/events/event-id.js';
import { TEST_TYPE } from '../../../domain/webhook/dialect.js';
import { writeAudit, type Actor } from '../audit-log.js';
import type { TillDatabase } from '../database.js';
import { endpointNotFound, findEndpoint, refuseOfOrders } from '../endpoints.js';
import { appendApart } from '../event-log.js';
import { putOutTo } from './outbox.js';
import { refuseDisabled } from './redeliver.js';

const MESSAGE = 'A test that somebody asked for. Nothing was paid.';

/**
 * Appends a test to the log and puts it out to one endpoint, whatever types that endpoint asks for.
 * @returns the id of the delivery
 * @throws {ChaintillError} `ENDPOINT_NOT_FOUND`, `ENDPOINT_DISABLED`, `ENDPOINT_OF_ORDERS`, `TILL_NOT_READY`
 */
export async function sendTest(
  till: TillDatabase,
  { merchantId, id }: { readonly merchantId: string; readonly id: string },
  actor: Actor,
): Promise<string> {
  return till.transaction().execute(async (transaction) => {
    // Without a lock: whoever disables it has the log's first.
    const endpoint = await findEndpoint(transaction, merchantId, id);
    if (!endpoint) throw endpointNotFound();
    refuseOfOrders(endpoint, 'it has no URL of its own to send a test to');
    refuseDisabled(endpoint);
    const { url, dialect } = endpoint;
    const data: EventData<typeof TEST_TYPE> = { endpoint: { id, url, dialect }, message: MESSAGE };
    const event = await appendApart(transaction, ({ instanceId, settledHeight }) => ({
      id: eventId(instanceId, merchantId, TEST_TYPE, `test:${randomUUID()}`),
      type: TEST_TYPE,
      merchantId,
      orderId: null,
      sequence: null,
      height: settledHeight ?? 0,
      data,
    }));
    const { deliveryId } = await putOutTo(transaction, id, event);
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'endpoint.test',
      subjectKind: 'endpoint',
      subjectId: id,
      before: null,
      after: { delivery: deliveryId },
    });
    return deliveryId;
  });
}
