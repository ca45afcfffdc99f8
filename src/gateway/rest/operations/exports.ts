import { z } from 'zod';
import { auditAnswer } from '../answers/gateway.js';
import { exportedAttemptAnswer } from '../answers/failed-attempt.js';
import { orderAnswer } from '../answers/order.js';
import { onBehalf } from '../answers/page.js';
import { exportedPaymentAnswer } from '../answers/payment.js';
import { described } from '../openapi/operation.js';
import { orderFilters } from '../order-query.js';

const CSV = 'text/csv';
const csv = z
  .string()
  .describe('RFC 4180, with a line of names first. Texts that a spreadsheet would run begin with a quote');
const orders = {
  tag: 'Exports',
  scope: 'orders:read',
  query: orderFilters,
  errors: ['INVALID_ADDRESS'],
} as const;
const payments = {
  tag: 'Exports',
  description:
    'Final transfers that concern the merchant, whatever they are used for, up to the block that was settled when the request came, in the order of the chain.',
  scope: 'orders:read',
  errors: [],
} as const;
const attempts = {
  tag: 'Exports',
  description:
    'Of the orders that meet the filters, in the order of their registration; of each order in the order of the chain.',
  scope: 'orders:read',
  query: orderFilters,
  errors: ['INVALID_ADDRESS'],
} as const;
const audit = {
  tag: 'Exports',
  description: 'The operator’s key without `merchantId` gives everybody’s.',
  scope: 'audit:read',
  query: onBehalf,
  errors: ['MERCHANT_NOT_FOUND'],
} as const;

export const ORDERS_CSV = described({
  ...orders,
  id: 'exportOrdersCsv',
  summary: 'Export orders as CSV',
  description: 'Those that were registered before the request came, oldest first.',
  answers: { 200: { means: 'The file.', type: CSV, schema: csv } },
});

export const ORDERS_JSON = described({
  ...orders,
  id: 'exportOrdersJson',
  summary: 'Export orders as JSON',
  description: 'Those that were registered before the request came, oldest first.',
  answers: { 200: { means: 'The file.', schema: z.array(orderAnswer) } },
});

export const PAYMENTS_CSV = described({
  ...payments,
  id: 'exportPaymentsCsv',
  summary: 'Export payments as CSV',
  answers: { 200: { means: 'The file.', type: CSV, schema: csv } },
});

export const PAYMENTS_JSON = described({
  ...payments,
  id: 'exportPaymentsJson',
  summary: 'Export payments as JSON',
  answers: { 200: { means: 'The file.', schema: z.array(exportedPaymentAnswer) } },
});

export const FAILED_PAYMENTS_CSV = described({
  ...attempts,
  id: 'exportFailedPaymentsCsv',
  summary: 'Export failed payments as CSV',
  answers: { 200: { means: 'The file.', type: CSV, schema: csv } },
});

export const FAILED_PAYMENTS_JSON = described({
  ...attempts,
  id: 'exportFailedPaymentsJson',
  summary: 'Export failed payments as JSON',
  answers: { 200: { means: 'The file.', schema: z.array(exportedAttemptAnswer) } },
});

export const AUDIT_CSV = described({
  ...audit,
  id: 'exportAuditCsv',
  summary: 'Export the audit log as CSV',
  answers: { 200: { means: 'The file.', type: CSV, schema: csv } },
});

export const AUDIT_JSON = described({
  ...audit,
  id: 'exportAuditJson',
  summary: 'Export the audit log as JSON',
  answers: { 200: { means: 'The file.', schema: auditAnswer } },
});
