import { z } from 'zod';
import { amount } from '../../../domain/events/fields.js';

const formatted = z
  .string()
  .nullable()
  .describe("In whole tokens with the symbol; null where the asset's decimals are not known");
const value = amount.describe('In the smallest unit');

/** An amount, among other fields. */
export const amountFields = { value, formatted };

export const amountAnswer = z.object(amountFields).meta({
  id: 'Amount',
  description: 'An amount of one asset.',
  examples: [{ value: '1500000000000', formatted: '1.5 LLD' }],
});

/** The asset of the amounts beside it. */
export const asset = z.string().nullable().describe("Id in pallet assets; null for the chain's own token");
/** A UUID of whatever version. */
export const uuid = z.guid();
/** Bytes. */
export const hex = z.string().regex(/^0x(?:[0-9a-f]{2})*$/);
