/** Endpoints and deliveries, as REST answers them: what gateway/webhooks/views.ts makes. */
import { z } from 'zod';
import { moment } from '../../../domain/events/fields.js';
import { uuid as id } from './amount.js';
import { DELIVERY, ENDPOINT, SECRET } from './examples.js';
import { dialectConstant } from './order.js';

const secret = z
  .string()
  .regex(/^whsec_/)
  .describe('What signatures are checked with. It is shown this once');

export const endpointAnswer = z
  .object({
    id,
    kind: z
      .enum(['MERCHANT', 'ORDERS'])
      .describe('`ORDERS`: stands for the webhook URLs that orders have on one host'),
    url: z.string().describe('Of kind `ORDERS` only the origin'),
    types: z
      .array(z.string())
      .nullable()
      .describe('Types of events; null for all that the dialect has words for'),
    dialect: dialectConstant,
    description: z.string().nullable(),
    signatureHeaders: z
      .boolean()
      .describe('Dialect `LIBERLAND`: the signature is also in `signature` and `x-signature`'),
    status: z.enum(['ENABLED', 'DISABLED', 'DELETED']),
    disabledReason: z.enum(['GONE', 'FAILING', 'MERCHANT', 'OPERATOR']).nullable(),
    disabledAt: moment.nullable(),
    failingSince: moment.nullable().describe('The first failure since something was taken'),
    pausedUntil: moment.nullable().describe('It asked for slower sending: nothing is sent until then'),
    allowedCidrs: z.array(z.string()).describe('Addresses that it may have although they are not public'),
    allowedPorts: z.array(z.int()).describe('Ports that it may have besides 443 and 8443'),
    createdAt: moment,
  })
  .meta({ id: 'Endpoint', description: 'Where events are posted to.', examples: [ENDPOINT] });

export const createdEndpointAnswer = z
  .object({ endpoint: endpointAnswer, secret })
  .meta({ id: 'CreatedEndpoint', description: 'With the secret, which no other answer has.' });

export const newSecretAnswer = z
  .object({
    secret,
    previousUntil: moment
      .nullable()
      .describe('Until when the secret before signs as well; null where it does not'),
  })
  .meta({
    id: 'NewSecret',
    description: 'It signs from now on.',
    examples: [{ secret: SECRET, previousUntil: null }],
  });

const deliveryFields = {
  id: z.string(),
  endpointId: id,
  url: z.string().describe("Where to: the endpoint's URL, or that of the order"),
  eventId: z.string().describe('The header `webhook-id`: the same however often the event is sent'),
  type: z.string().describe('Of the event, as `order.settled`'),
  orderId: z.string().nullable().describe("The merchant's own id; null for an event of no order"),
  sequence: z.int().min(1).nullable().describe('Among the events of its order'),
  cause: z.enum(['EVENT', 'REDELIVERY', 'RECOVERY', 'TEST']),
  status: z
    .enum(['PENDING', 'DELIVERED', 'EXHAUSTED', 'DROPPED'])
    .describe('`EXHAUSTED`: no attempt is left. `DROPPED`: the endpoint is disabled, deleted or gone'),
  attemptCount: z.int().min(0),
  createdAt: moment,
  finishedAt: moment.nullable(),
  nextAttemptAt: moment.nullable().describe('At the earliest; null unless it is pending'),
};

export const deliveryAnswer = z
  .object(deliveryFields)
  .meta({ id: 'Delivery', description: 'One event on its way to one endpoint.', examples: [DELIVERY] });

const attempt = z
  .object({
    attempt: z.int().min(1),
    startedAt: moment,
    latencyMs: z.int().min(0),
    delivered: z.boolean(),
    status: z.int().nullable().describe('Of the answer, in HTTP; null without one'),
    failure: z.string().nullable().describe('What went wrong, in one word; null where nothing did'),
    failureMessage: z.string().nullable().describe('The same in a sentence'),
    requestHeaders: z.record(z.string(), z.unknown()),
    responseHeaders: z.record(z.string(), z.unknown()).nullable(),
    responseBody: z.string().nullable().describe('The first 16 KiB'),
    responseTruncated: z.boolean(),
  })
  .meta({ id: 'DeliveryAttempt', description: 'One request, and what came of it.' });

export const deliveryDetailAnswer = z
  .object({
    ...deliveryFields,
    requestBody: z
      .string()
      .nullable()
      .describe("Null where the endpoint's dialect has no word for the event any more"),
    attempts: z.array(attempt).describe('From the first'),
  })
  .meta({ id: 'DeliveryDetail', description: 'A delivery with each attempt.' });

export const recoveryAnswer = z
  .object({
    scheduled: z.int().min(0).describe('How many deliveries were put out'),
    next: z.string().nullable().describe('What to send as `after` to go on; null when nothing is left'),
  })
  .meta({
    id: 'Recovery',
    description: 'What was missed is on its way.',
    examples: [{ scheduled: 12, next: null }],
  });
