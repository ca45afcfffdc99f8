import { z } from 'zod';
import { eventType } from '../answers/event.js';
import { deliveryAnswer, deliveryDetailAnswer } from '../answers/endpoint.js';
import { onBehalf, pageOf, pageParameters } from '../answers/page.js';
import { described } from '../openapi/operation.js';

const reads = { tag: 'Webhooks', scope: 'webhooks:read' } as const;
const ofDelivery = { params: { id: z.string().meta({ examples: ['42'] }) } };
const NOT_FOUND = ['DELIVERY_NOT_FOUND', 'MERCHANT_NOT_FOUND'];
const moment = z.iso.datetime({ offset: true }).optional();

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'EXHAUSTED', 'DROPPED'] as const;

/** Parameters that narrow a list of deliveries. */
export const deliveryFilters = {
  endpointId: z.guid().optional(),
  orderId: z.string().optional().describe("The merchant's own id of the order"),
  status: z.array(z.enum(DELIVERY_STATUSES)).optional().describe('Of these'),
  type: eventType.optional().describe('Of the event'),
  createdFrom: moment.describe('Put out at this time or later'),
  createdBefore: moment.describe('Put out before this time'),
};

export const LIST_DELIVERIES = described({
  ...reads,
  id: 'listDeliveries',
  summary: 'List deliveries',
  description: 'What was sent to endpoints or is to be. Finished ones are kept for 30 days.',
  query: { ...deliveryFilters, ...pageParameters('newest'), ...onBehalf },
  answers: { 200: { means: 'A page of deliveries.', schema: pageOf('Deliveries', deliveryAnswer) } },
  errors: ['MERCHANT_NOT_FOUND', 'UNKNOWN_EVENT_TYPE'],
});

export const READ_DELIVERY = described({
  ...reads,
  ...ofDelivery,
  id: 'getDelivery',
  summary: 'Read a delivery with its attempts',
  query: onBehalf,
  answers: { 200: { means: 'The delivery.', schema: deliveryDetailAnswer } },
  errors: NOT_FOUND,
});

export const REDELIVER = described({
  ...ofDelivery,
  id: 'redeliver',
  tag: 'Webhooks',
  scope: 'webhooks:write',
  summary: 'Send an event to its endpoint once more',
  description: 'Under the same event id. What is pending is tried now.',
  query: onBehalf,
  body: { schema: z.strictObject({}), optional: true },
  answers: { 201: { means: 'It is on its way.', schema: deliveryAnswer } },
  errors: [...NOT_FOUND, 'ENDPOINT_DISABLED', 'ENDPOINT_NOT_FOUND'],
});
