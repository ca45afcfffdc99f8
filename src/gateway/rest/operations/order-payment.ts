import { z } from 'zod';
import { orderPaymentAnswer, progressAnswer } from '../answers/order-payment.js';
import { described } from '../openapi/operation.js';

const ofOrder = {
  tag: 'Payments',
  scope: 'orders:read',
  orBy: 'token',
  params: {
    orderId: z
      .string()
      .describe("The order's public token, without a key; or the merchant's own id of it, with a key"),
  },
  errors: ['INDEX_NOT_READY', 'ORDER_NOT_FOUND'],
} as const;

export const READ_ORDER_PAYMENT = described({
  ...ofOrder,
  id: 'getOrderPayment',
  summary: 'Read what to pay',
  answers: { 200: { means: 'What to pay, and where to.', schema: orderPaymentAnswer } },
});

export const MAKE_ORDER_PAYMENT = described({
  ...ofOrder,
  id: 'createOrderPayment',
  summary: 'Read what to pay, for pages that post',
  description: 'Nothing is made: an order has its address from its registration on. A body is not looked at.',
  body: { schema: z.looseObject({}), optional: true },
  answers: { 200: { means: 'What to pay, and where to.', schema: orderPaymentAnswer } },
});

export const READ_PROGRESS = described({
  ...ofOrder,
  id: 'getPaymentProgress',
  summary: 'Read how far the payment is',
  answers: { 200: { means: 'How far it is.', schema: progressAnswer } },
});
