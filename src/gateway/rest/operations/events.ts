import { z } from 'zod';
import { eventPageAnswer, eventType, eventTypesAnswer, jsonSchemaAnswer } from '../answers/event.js';
import { onBehalf } from '../answers/page.js';
import { described } from '../openapi/operation.js';

export const LIST_EVENTS = described({
  id: 'listEvents',
  tag: 'Events',
  summary: 'Read the event log',
  description:
    'In the order of the log, from its beginning without `after`. To follow it, ask with `wait` and `nextCursor` again and again.',
  scope: 'orders:read',
  query: {
    after: z.string().optional().describe('A cursor: what comes after it. `0` for the beginning'),
    types: z.array(eventType).optional().describe('Only these'),
    orderId: z.string().optional().describe('Only of this order, by the merchant’s own id'),
    limit: z.int().min(1).max(1_000).optional().describe('How many; 100 if left out'),
    wait: z.int().min(1).max(30).optional().describe('Seconds to wait for an event where none is there'),
    ...onBehalf,
  },
  answers: { 200: { means: 'Events, maybe none.', schema: eventPageAnswer } },
  errors: [
    'CURSOR_BEYOND_END',
    'CURSOR_MALFORMED',
    'CURSOR_UNKNOWN_EPOCH',
    'MERCHANT_NOT_FOUND',
    'ORDER_NOT_FOUND',
    'TOO_MANY_CONNECTIONS',
  ],
});

export const LIST_EVENT_TYPES = described({
  id: 'listEventTypes',
  tag: 'Events',
  summary: 'List the types of events',
  scope: null,
  answers: { 200: { means: 'Every type.', schema: eventTypesAnswer } },
  errors: [],
});

export const READ_EVENT_SCHEMA = described({
  id: 'getEventSchema',
  tag: 'Events',
  summary: 'Read the JSON Schema of a type of event',
  scope: null,
  params: { type: eventType },
  answers: { 200: { means: 'The schema.', type: 'application/schema+json', schema: jsonSchemaAnswer } },
  errors: ['EVENT_TYPE_NOT_FOUND'],
});
