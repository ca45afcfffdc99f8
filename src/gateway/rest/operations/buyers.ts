import { z } from 'zod';
import { CHECKOUT_STEPS } from '../../../domain/metrics/checkout-step.js';
import { publicOrderAnswer } from '../answers/public-order.js';
import { described } from '../openapi/operation.js';
import { ORDER_ERRORS, walletOperations } from './wallet.js';

const ofToken = {
  tag: 'Buyers',
  scope: null,
  params: { token: z.string().describe('The `publicToken` of an order') },
} as const;

export const READ_PUBLIC_ORDER = described({
  ...ofToken,
  id: 'getPublicOrder',
  summary: 'Read an order as its buyer',
  answers: { 200: { means: 'The order.', schema: publicOrderAnswer } },
  errors: ['ORDER_NOT_FOUND'],
});

export const FOLLOW_PUBLIC_ORDER = described({
  ...ofToken,
  id: 'followPublicOrder',
  summary: 'Follow an order as its buyer',
  description: 'Server-sent events: each `data` is a `PublicOrder`, first as it is, then after each change.',
  rate: 'open',
  answers: { 200: { means: 'The stream.', type: 'text/event-stream', schema: z.string() } },
  errors: ['ORDER_NOT_FOUND', 'TOO_MANY_CONNECTIONS'],
});

export const REPORT_CHECKOUT_STEP = described({
  ...ofToken,
  id: 'reportCheckoutStep',
  summary: 'Tell how far a buyer came on the page',
  description:
    'For the merchant’s figures alone (docs/metrics.md): it changes nothing of the order. Each step of an order counts once, however often it is told.',
  rate: 'query',
  body: { schema: z.strictObject({ step: z.enum(CHECKOUT_STEPS) }) },
  answers: { 204: { means: 'It is kept.' } },
  errors: ['ORDER_NOT_FOUND'],
});

export const ORDER_WALLET = walletOperations({ ...ofToken, of: 'Order', errors: ORDER_ERRORS });
