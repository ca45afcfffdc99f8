import { z } from 'zod';

/** What every failure is answered with; openapi/failures.ts says which codes a route has. */
export const failureAnswer = z
  .object({
    error: z.object({
      code: z.string().describe('For programs'),
      message: z.string().describe('For people: what to change'),
      field: z.string().optional().describe('The place in the request that is at fault, as `late.blocks`'),
      requestId: z.string().describe('What to tell the operator; also in the header `x-request-id`'),
    }),
  })
  .meta({
    id: 'Failure',
    description: 'Why a request was not done.',
    examples: [
      {
        error: {
          code: 'BAD_USER_INPUT',
          message: 'amount: write either amount or amountInSmallestUnits',
          field: 'amount',
          requestId: '0f0ab5a3-4d0e-4f25-9d3e-0b6c2f4c3c1d',
        },
      },
    ],
  });
