import { z } from 'zod';
import { orderRequestSchema } from '../../../domain/order/request-schema.js';
import { failedAttemptAnswer } from '../answers/failed-attempt.js';
import { orderAnswer } from '../answers/order.js';
import { pageOf, pageParameters } from '../answers/page.js';
import { paymentAnswer, timelineAnswer } from '../answers/payment.js';
import { described } from '../openapi/operation.js';
import { orderFilters } from '../order-query.js';

const ofOrder = {
  params: { orderId: z.string().meta({ description: "The merchant's own id of it", examples: ['A-1001'] }) },
};
const decided = {
  ...ofOrder,
  tag: 'Orders',
  scope: 'orders:write',
  idempotent: true,
  answers: { 200: { means: 'It is done: the order as it is now.', schema: orderAnswer } },
} as const;
const DECIDED_ERRORS = ['ORDER_NOT_FOUND', 'ORDER_SET_ASIDE', 'SETTLEMENT_PENDING', 'COMMAND_UNREADABLE'];

export const REGISTER_ORDER = described({
  id: 'registerOrder',
  tag: 'Orders',
  summary: 'Register an order',
  description:
    'Says what is to be paid, and until when. The answer has whom to pay and what to write into the remark, and `publicToken` for the buyer’s page `/pay/{publicToken}`.',
  scope: 'orders:write',
  idempotent: true,
  body: {
    schema: orderRequestSchema.meta({
      examples: [{ orderId: 'A-1001', amount: '1.5', description: 'two coffees' }],
    }),
  },
  answers: {
    201: { means: 'It is registered.', schema: orderAnswer },
    200: {
      means: 'It was registered before on the same terms, and this is the same order.',
      schema: orderAnswer,
    },
  },
  errors: [
    'ADDRESS_MODE_ASSET_INSUFFICIENT',
    'ADDRESS_MODE_BELOW_MINIMUM',
    'AMOUNT_TOO_SMALL',
    'COMPANY_DISAGREES',
    'COMPANY_NOT_APPROVED',
    'COMPANY_NOT_FOUND',
    'COMPANY_SETTING_UNUSABLE',
    'DEPOSITS_NOT_ENABLED',
    'DEPOSIT_ADDRESS_UNSUPPORTED',
    'INDEX_NOT_READY',
    'INVALID_ADDRESS',
    'INVALID_AMOUNT',
    'ORDER_CONFLICT',
    'OWN_ACCOUNT',
    'PAYEE_NOT_OF_COMPANY',
    'PAYEE_NOT_REGISTERED',
    'REFERENCE_TAKEN',
    'SECRET_KEY_MISSING',
    'UNKNOWN_ASSET',
    'URL_ADDRESS',
    'URL_CREDENTIALS',
    'URL_FRAGMENT',
    'URL_INVALID',
    'URL_NOT_HTTPS',
    'URL_PORT',
    'URL_TOO_LONG',
  ],
});

export const READ_ORDER = described({
  ...ofOrder,
  id: 'getOrder',
  tag: 'Orders',
  summary: 'Read an order',
  scope: 'orders:read',
  answers: { 200: { means: 'The order.', schema: orderAnswer } },
  errors: ['ORDER_NOT_FOUND'],
});

export const LIST_ORDERS = described({
  id: 'listOrders',
  tag: 'Orders',
  summary: 'List orders',
  description: 'Several values of one parameter are alternatives; of `flags`, all are wanted.',
  scope: 'orders:read',
  query: { ...orderFilters, ...pageParameters('newest') },
  answers: { 200: { means: 'A page of orders.', schema: pageOf('Orders', orderAnswer) } },
  errors: ['INVALID_ADDRESS'],
});

export const LIST_ORDER_PAYMENTS = described({
  ...ofOrder,
  id: 'listOrderPayments',
  tag: 'Orders',
  summary: 'List the payments of an order',
  description: 'Final transfers that came for it, and those that paid it back, in the order of the chain.',
  scope: 'orders:read',
  query: pageParameters('oldest'),
  answers: { 200: { means: 'A page of payments.', schema: pageOf('Payments', paymentAnswer) } },
  errors: ['ORDER_NOT_FOUND'],
});

export const LIST_ORDER_FAILURES = described({
  ...ofOrder,
  id: 'listOrderFailedPayments',
  tag: 'Orders',
  summary: 'List the failed payments of an order',
  description:
    'Payments that somebody tried to make for it and the chain refused, in the order of the chain.',
  scope: 'orders:read',
  query: pageParameters('oldest'),
  answers: {
    200: { means: 'A page of attempts.', schema: pageOf('FailedAttempts', failedAttemptAnswer) },
  },
  errors: ['ORDER_NOT_FOUND'],
});

export const LIST_ORDER_EVENTS = described({
  ...ofOrder,
  id: 'listOrderTimeline',
  tag: 'Orders',
  summary: 'List the events of an order',
  scope: 'orders:read',
  query: pageParameters('oldest'),
  answers: { 200: { means: 'A page of events.', schema: pageOf('Timeline', timelineAnswer) } },
  errors: ['ORDER_NOT_FOUND'],
});

export const CANCEL_ORDER = described({
  ...decided,
  id: 'cancelOrder',
  summary: 'Cancel an order',
  description: 'Only while nothing is paid. Money that comes all the same waits in the inbox.',
  body: { schema: z.strictObject({}), optional: true },
  errors: [...DECIDED_ERRORS, 'ORDER_HAS_PAYMENT', 'ORDER_NOT_OPEN'],
});

export const MARK_ORDER = described({
  ...decided,
  id: 'markOrder',
  summary: 'Mark an order settled or invalid by hand',
  description: 'The reason goes to the audit log, and to `order.marked`.',
  body: {
    schema: z
      .strictObject({
        as: z.enum(['SETTLED', 'INVALID']),
        reason: z.string().min(1).max(500).describe('One line'),
      })
      .meta({ examples: [{ as: 'SETTLED', reason: 'paid in cash' }] }),
  },
  errors: [...DECIDED_ERRORS, 'ALREADY_MARKED', 'ORDER_CLOSED'],
});
