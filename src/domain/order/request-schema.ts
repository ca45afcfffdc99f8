/** The fields that a merchant sends to register an order, by their form alone. Unknown fields are refused. */
import { z } from 'zod';
import { DIALECT_CONSTANTS } from '../webhook/dialect-constant.js';
import { rateSchema } from './rate.js';
import { MAX_TOLERANCE_BP } from './terms.js';

/** For expiry and for late money. */
export const MOST_BLOCKS = 1_000_000;
export const LONGEST_DESCRIPTION = 500;
/** Heights are 32-bit integers in the database. */
const LAST_HEIGHT = 2 ** 31 - 1;

/** Letters, marks, digits, punctuation and symbols of any script, with plain blanks inside. */
const PRINTABLE = /^(?! )[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,64}(?<! )$/u;
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const ORDER_ID = 'write 1 to 64 printable characters, without a blank at either end';
const LATE = 'write HOLD, or ACCEPT with a number of blocks';

const text = (error: string): z.ZodString => z.string({ error });
const wholeNumber = (from: number, to: number): z.ZodNumber => {
  const error = `write a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
};
const blocks = wholeNumber(1, MOST_BLOCKS);
const link = text('write an address as a string').nullish();

export const orderRequestSchema = z.strictObject({
  orderId: text(ORDER_ID)
    .regex(PRINTABLE, ORDER_ID)
    .regex(/[^.]/, 'write more than dots: they cannot stand in the address of an order')
    .describe("The merchant's own id of it, unique among its orders"),
  amount: text('write the amount as a string, as "12.5"')
    .nullish()
    .describe('In whole tokens, as `12.5`; either this or `amountInSmallestUnits`'),
  amountInSmallestUnits: text('write the amount as a string of digits')
    .nullish()
    .describe('In the smallest unit'),
  assetId: text("write an asset's id as a string of digits, or leave it out for the chain's own token")
    .regex(/^(?:0|[1-9]\d{0,38})$/, "write an asset's id in digits, without leading zeros")
    .nullish()
    .describe("Id in pallet assets; the chain's own token if left out"),
  payee: text('write an address as a string')
    .nullish()
    .describe('An account of the merchant; may be left out if it has only one'),
  company: text('write the id of a company as a string')
    .nullish()
    .describe(
      'A registered company, as `0-17` or `local-…`: the payee is one of its accounts, and what it has registered of hook and redirects holds',
    ),
  payer: text('write an address as a string').nullish().describe('The one account whose payments count'),
  description: text('write a text')
    .max(LONGEST_DESCRIPTION, `write at most ${LONGEST_DESCRIPTION} characters`)
    .regex(ONE_LINE, 'leave out control characters and line breaks')
    .nullish()
    .describe('One line, for the buyer'),
  metadata: z.unknown().optional().describe("The merchant's own data, up to 4,096 bytes of JSON"),
  rate: rateSchema
    .nullish()
    .describe('What a token is worth in another currency, to be kept with the order; it settles nothing'),
  expiresInBlocks: blocks.nullish().describe('For how many blocks payments are on time'),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'write ISO 8601 with an offset, as "2026-11-21T12:00:00Z"' })
    .nullish()
    .describe('In place of `expiresInBlocks`: a time, which is turned into a block'),
  toleranceBp: wholeNumber(0, MAX_TOLERANCE_BP)
    .nullish()
    .describe('Hundredths of a percent that a payment may fall short; default 0'),
  late: z
    .discriminatedUnion(
      'policy',
      [
        z.strictObject({ policy: z.literal('HOLD') }),
        z.strictObject({ policy: z.literal('ACCEPT'), blocks }),
      ],
      { error: LATE },
    )
    .nullish()
    .describe('What becomes of payments after the expiry; default `HOLD`'),
  mode: z
    .enum(['REFERENCE', 'ADDRESS'], { error: 'write REFERENCE or ADDRESS' })
    .nullish()
    .describe(
      '`REFERENCE` (default): the payer names the order in a remark. `ADDRESS`: it gets an address of its own',
    ),
  acceptFromHeight: wholeNumber(0, LAST_HEIGHT)
    .nullish()
    .describe('First block whose payments count, if before the indexed one; only with `REFERENCE`'),
  successUrl: link.describe('Where the buyer goes once it is paid'),
  failureUrl: link.describe('Where the buyer goes when it was not paid'),
  webhookUrl: link.describe("Where events of this order are posted to, besides the merchant's endpoints"),
  webhookDialect: z
    .enum(DIALECT_CONSTANTS, { error: `write ${DIALECT_CONSTANTS.join(', ')}` })
    .nullish()
    .describe('How they are written; default `STANDARD`'),
});

/** A request of the right form. */
export type SentOrder = z.infer<typeof orderRequestSchema>;
