import { z } from 'zod';
import { pageOf, pageParameters } from '../answers/page.js';
import { unmatchedAnswer } from '../answers/payment.js';
import { described } from '../openapi/operation.js';

export const LIST_UNMATCHED = described({
  id: 'listUnmatched',
  tag: 'Inbox',
  summary: 'List money that no order takes',
  description: 'It waits for somebody to assign, refund or dismiss it, which GraphQL does.',
  scope: 'orders:read',
  query: {
    ...pageParameters('newest'),
    suggest: z
      .enum(['false', 'true'])
      .optional()
      .describe('Whether to look for orders that each may be meant for; then `limit` is at most 50'),
  },
  answers: { 200: { means: 'A page of payments.', schema: pageOf('Unmatched', unmatchedAnswer) } },
  errors: [],
});
