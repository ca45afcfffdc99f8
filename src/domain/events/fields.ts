/** The kinds of values in events. */
import { z } from 'zod';

export const amount = z.string().regex(/^\d+$/);
export const account = z.string().regex(/^(?:[1-9A-HJ-NP-Za-km-z]{46,50}|0x[0-9a-f]+)$/);
export const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
export const height = z.int().min(0);
/** ISO 8601 in UTC, with milliseconds. */
export const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({ format: 'date-time' });
/** Of an order, a refund, a command or an endpoint. */
export const id = z.uuid();
export const transferId = z.string().regex(/^\d+-\d+$/);

/** The asset of the amounts beside it. */
export const assetFields = {
  asset: z.string().nullable().describe("Id in pallet assets; null for the chain's own token"),
  symbol: z.string().nullable().describe('What people call the asset; null where it is not known'),
  decimals: z
    .int()
    .min(0)
    .nullable()
    .describe('Digits of a whole token after the point; null where they are not known'),
};
