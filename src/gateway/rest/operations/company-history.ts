import { z } from 'zod';
import {
  companyEntryAnswer,
  companyFailureAnswer,
  companyStatementAnswer,
} from '../answers/company-history.js';
import { pageOf, pageParameters } from '../answers/page.js';
import { flowFilters } from '../company-history/query.js';
import { described } from '../openapi/operation.js';

const ofCompany = {
  tag: 'Companies',
  scope: null,
  params: {
    companyId: z.string().meta({
      description:
        '`<registry>-<entity>`, or the entity alone for registry 0; `local-…` for one that is registered here, with a key of its merchant (`accounts:read`) or the operator',
      examples: ['0-17'],
    }),
  },
} as const;
const UNKNOWN = ['INDEX_NOT_READY', 'UNKNOWN_COMPANY'];
const FLOW_ERRORS = [...UNKNOWN, 'INVALID_ADDRESS', 'INVALID_AMOUNT'];
const list = {
  ...ofCompany,
  rate: 'query',
  query: { ...flowFilters, ...pageParameters('newest') },
  errors: FLOW_ERRORS,
} as const;
const file = {
  ...ofCompany,
  rate: 'open',
  query: flowFilters,
  description: 'All that is indexed when the request comes, oldest first.',
  errors: FLOW_ERRORS,
} as const;

export const LIST_COMPANY_HISTORY = described({
  ...list,
  id: 'listCompanyHistory',
  summary: 'List what a company moved',
  description: 'Each of its accounts for the blocks in which it belonged to the company.',
  answers: { 200: { means: 'A page of transfers.', schema: pageOf('CompanyHistory', companyEntryAnswer) } },
});

export const LIST_COMPANY_FAILED_PAYMENTS = described({
  ...list,
  id: 'listCompanyFailedPayments',
  summary: 'List a company’s failed payments',
  answers: {
    200: { means: 'A page of them.', schema: pageOf('CompanyFailures', companyFailureAnswer) },
  },
});

export const LIST_COMPANY_STATEMENTS = described({
  ...ofCompany,
  id: 'listCompanyStatements',
  rate: 'query',
  summary: 'Read a company’s statements by month',
  description: 'Oldest month first, and in each every asset that has moved up to then; at most 120 months.',
  query: {
    timeZone: z.string().optional().describe('Where months begin, as IANA names it; `UTC` if left out'),
    from: z.string().optional().describe('First month, as `2026-01`; the 12 up to the last one if left out'),
    to: z.string().optional().describe('Last month; this one if left out'),
  },
  answers: { 200: { means: 'The statements.', schema: z.object({ data: z.array(companyStatementAnswer) }) } },
  errors: [...UNKNOWN, 'UNKNOWN_TIME_ZONE'],
});

const csv = z
  .string()
  .describe('RFC 4180, with a line of names first. Texts that a spreadsheet would run begin with a quote');

export const COMPANY_HISTORY_CSV = described({
  ...file,
  id: 'exportCompanyHistoryCsv',
  summary: 'Export what a company moved as CSV',
  answers: { 200: { means: 'The file.', type: 'text/csv', schema: csv } },
});

export const COMPANY_HISTORY_JSON = described({
  ...file,
  id: 'exportCompanyHistoryJson',
  summary: 'Export what a company moved as JSON',
  answers: { 200: { means: 'The file.', schema: z.array(companyEntryAnswer) } },
});

export const COMPANY_FAILED_PAYMENTS_CSV = described({
  ...file,
  id: 'exportCompanyFailedPaymentsCsv',
  summary: 'Export a company’s failed payments as CSV',
  answers: { 200: { means: 'The file.', type: 'text/csv', schema: csv } },
});

export const COMPANY_FAILED_PAYMENTS_JSON = described({
  ...file,
  id: 'exportCompanyFailedPaymentsJson',
  summary: 'Export a company’s failed payments as JSON',
  answers: { 200: { means: 'The file.', schema: z.array(companyFailureAnswer) } },
});
