import { z } from 'zod';

/** Beside a payment, by the rate that was recorded with its order: what gateway/order-rate makes. */
export const ratedFields = {
  rateCurrency: z.string().nullable().describe('Of the rate that was recorded with its order; null for none'),
  rate: z.string().nullable().describe('What a whole token was worth in that currency'),
  rateValue: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .nullable()
    .describe('What this payment was worth by that rate, in decimal: every digit, not rounded'),
};
