import { z } from 'zod';
import { INTERVALS } from '../../../domain/metrics/intervals.js';
import { metricsAnswer } from '../answers/metrics.js';
import { described } from '../openapi/operation.js';

export const PAYMENT_METRICS_PARAMETERS = {
  account: z
    .string()
    .optional()
    .describe('Payments to this account: SS58 with any prefix, or the public key as 0x-hex'),
  company: z
    .string()
    .optional()
    .describe(
      'Payments to a company: `<registry>-<entity>`, or the entity alone for registry 0; `local-…` for one of the merchant’s own',
    ),
  from: z.string().meta({ description: 'The first instant that counts', examples: ['2026-10-01T00:00:00Z'] }),
  to: z.string().meta({
    description: 'The first instant after the last that counts',
    examples: ['2026-11-01T00:00:00Z'],
  }),
  interval: z.enum(INTERVALS).optional().describe('`day` if left out'),
  timeZone: z
    .string()
    .optional()
    .describe('Whose calendar days, weeks and months are of, as IANA names it; `UTC` if left out'),
};

export const READ_PAYMENT_METRICS = described({
  id: 'getPaymentMetrics',
  tag: 'Metrics',
  summary: 'Count payments, failures and orders over time',
  description:
    'With `account` or `company`, what the chain shows to everybody, without a key. With neither, the figures of the merchant whose key is sent (`orders:read`), with its orders. docs/metrics.md defines each number.',
  scope: null,
  rate: 'query',
  query: PAYMENT_METRICS_PARAMETERS,
  answers: { 200: { means: 'The figures.', schema: metricsAnswer } },
  errors: ['FORBIDDEN', 'INDEX_NOT_READY', 'INVALID_ADDRESS', 'INVALID_WINDOW', 'UNKNOWN_TIME_ZONE'],
});
