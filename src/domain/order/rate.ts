/** What a token was worth in another currency when an order was registered, as its merchant says. It settles nothing. */
import { z } from 'zod';
import { formatAmount } from '../amount.js';

export interface OrderRate {
  /** 3 to 10 of A-Z: `EUR`, or what people call another. */
  readonly currency: string;
  /** Of one whole token of the order's asset, in decimal, as it was sent. */
  readonly price: string;
  /** Where the merchant has it from; null where it does not say. */
  readonly source: string | null;
}

const LONGEST_SOURCE = 120;
const CURRENCY = 'write 3 to 10 capital letters, as EUR';
const PRICE =
  'write the price of one whole token as a string above 0, as "0.0123": at most 18 digits before the point and 18 after it';
const SOURCE = `write one line of at most ${LONGEST_SOURCE} characters, or leave it out`;

export const rateSchema = z.strictObject({
  currency: z.string({ error: CURRENCY }).regex(/^[A-Z]{3,10}$/, CURRENCY),
  price: z
    .string({ error: PRICE })
    .regex(/^(?:0|[1-9]\d{0,17})(?:\.\d{1,18})?$/, PRICE)
    .regex(/[1-9]/, PRICE)
    .describe('Of one whole token, as `0.0123`'),
  source: z
    .string({ error: SOURCE })
    .min(1, SOURCE)
    .max(LONGEST_SOURCE, SOURCE)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u, SOURCE)
    .nullish()
    .describe('Where it is from'),
});

/**
 * What an amount was worth at a rate, exactly: a price with some digits after the point, times an amount with some, has no more
 * than both together.
 * @param value in the smallest unit
 * @param decimals digits of a whole token after the point
 * @returns in decimal, without zeros at its end
 */
export function valueAt(value: bigint, decimals: number, price: string): string {
  const [whole = '', fraction = ''] = price.split('.');
  return formatAmount(value * BigInt(whole + fraction), decimals + fraction.length);
}
