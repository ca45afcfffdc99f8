/** The fields that a merchant sends to register an order, by their form alone. Unknown fields are refused. */
import { z } from 'zod';
import { DIALECT_CONSTANTS } from '../webhook/dialect-constant.js';
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
    .regex(/[^.]/, 'write more than dots: they cannot stand in the address of an order'),
  amount: text('write the amount as a string, as "12.5"').nullish(),
  amountInSmallestUnits: text('write the amount as a string of digits').nullish(),
  assetId: text("write an asset's id as a string of digits, or leave it out for the chain's own token")
    .regex(/^(?:0|[1-9]\d{0,38})$/, "write an asset's id in digits, without leading zeros")
    .nullish(),
  payee: text('write an address as a string').nullish(),
  description: text('write a text')
    .max(LONGEST_DESCRIPTION, `write at most ${LONGEST_DESCRIPTION} characters`)
    .regex(ONE_LINE, 'leave out control characters and line breaks')
    .nullish(),
  metadata: z.unknown().optional(),
  expiresInBlocks: blocks.nullish(),
  expiresAt: z.iso
    .datetime({ offset: true, error: 'write ISO 8601 with an offset, as "2026-11-21T12:00:00Z"' })
    .nullish(),
  toleranceBp: wholeNumber(0, MAX_TOLERANCE_BP).nullish(),
  late: z
    .discriminatedUnion(
      'policy',
      [
        z.strictObject({ policy: z.literal('HOLD') }),
        z.strictObject({ policy: z.literal('ACCEPT'), blocks }),
      ],
      { error: LATE },
    )
    .nullish(),
  mode: z.enum(['REFERENCE', 'ADDRESS'], { error: 'write REFERENCE or ADDRESS' }).nullish(),
  acceptFromHeight: wholeNumber(0, LAST_HEIGHT).nullish(),
  successUrl: link,
  failureUrl: link,
  webhookUrl: link,
  webhookDialect: z.enum(DIALECT_CONSTANTS, { error: `write ${DIALECT_CONSTANTS.join(', ')}` }).nullish(),
});

/** A request of the right form. */
export type SentOrder = z.infer<typeof orderRequestSchema>;
