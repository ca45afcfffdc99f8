import { z } from 'zod';
import { sessionRequestSchema } from '../../../domain/checkout/session-request.js';
import { SESSION_STATUSES } from '../../../domain/checkout/session-status.js';
import { sessionAnswer, sessionListAnswer } from '../answers/checkout-session.js';
import { described } from '../openapi/operation.js';
import { REGISTER_ORDER } from './orders.js';

const reads = { tag: 'Checkout', scope: 'orders:read' } as const;
const writes = { tag: 'Checkout', scope: 'orders:write', idempotent: true } as const;
const ofSession = { params: { sessionId: z.string().describe('`cs_…`') } };
const NOT_FOUND = 'SESSION_NOT_FOUND';

export const CREATE_SESSION = described({
  ...writes,
  id: 'createCheckoutSession',
  summary: 'Open a checkout session',
  description: 'Registers an order and answers with the page to send the buyer to.',
  body: {
    schema: sessionRequestSchema.meta({
      examples: [{ amount: '1.5', description: 'two coffees', success_url: 'https://shop.example/thanks' }],
    }),
  },
  answers: {
    201: { means: 'It is open.', schema: sessionAnswer },
    200: { means: 'The same was opened before, and this is it.', schema: sessionAnswer },
  },
  errors: [...(REGISTER_ORDER.config.operation.errors ?? []), 'AMOUNT_MISMATCH'],
});

export const LIST_SESSIONS = described({
  ...reads,
  id: 'listCheckoutSessions',
  summary: 'List checkout sessions',
  query: {
    limit: z.int().min(1).max(100).optional().describe('How many; 10 if left out'),
    starting_after: z.string().optional().describe('The `id` of the last session of the page before'),
    status: z.enum(['any', ...SESSION_STATUSES]).optional(),
    client_reference_id: z.string().optional().describe('Only those that have it'),
  },
  answers: { 200: { means: 'A page of sessions.', schema: sessionListAnswer } },
  errors: [NOT_FOUND],
});

export const READ_SESSION = described({
  ...reads,
  ...ofSession,
  id: 'getCheckoutSession',
  summary: 'Read a checkout session',
  answers: { 200: { means: 'The session.', schema: sessionAnswer } },
  errors: [NOT_FOUND],
});

export const EXPIRE_SESSION = described({
  ...writes,
  ...ofSession,
  id: 'expireCheckoutSession',
  summary: 'End a checkout session before its time',
  description: 'Only while nothing is paid.',
  body: { schema: z.strictObject({}), optional: true },
  answers: { 200: { means: 'The session as it is now.', schema: sessionAnswer } },
  errors: [
    NOT_FOUND,
    'COMMAND_UNREADABLE',
    'ORDER_HAS_PAYMENT',
    'ORDER_NOT_FOUND',
    'ORDER_NOT_OPEN',
    'ORDER_SET_ASIDE',
    'SETTLEMENT_PENDING',
  ],
});
