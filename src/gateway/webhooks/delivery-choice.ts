import { badField } from '../../domain/bad-field.js';
import { isEventType } from '../../domain/events/catalog.js';
import { isUuid } from '../../domain/uuid.js';
import type { DeliveryChoice } from '../../store/till/delivery/delivery-lists.js';

/** Longer than any orderId. */
const LONGEST_ORDER_ID = 256;

/** A choice whose texts can be looked for. @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_EVENT_TYPE` */
export function readChoice(choice: DeliveryChoice): DeliveryChoice {
  const { endpointId, orderId, type } = choice;
  if (endpointId !== null && !isUuid(endpointId)) throw badField('endpointId', 'write the id of an endpoint');
  if (orderId !== null && (orderId.includes('\0') || orderId.length > LONGEST_ORDER_ID)) {
    throw badField('orderId', 'write the orderId of an order');
  }
  if (type !== null && !isEventType(type)) {
    throw badField('type', 'there is no such type: see /v1/event-schemas', { code: 'UNKNOWN_EVENT_TYPE' });
  }
  return choice;
}
