/** What a checkout session sells, for people to read. Its sum is what is to be paid. */
import { z } from 'zod';
import { formatAmount, parseAmount } from '../amount.js';
import { badField, readField } from '../bad-field.js';
import { LONGEST_DESCRIPTION } from '../order/request-schema.js';

const MOST_ITEMS = 100;
const LONGEST_NAME = 200;
const MOST_PIECES = 1_000_000;
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u;
const NAME = `write a line of 1 to ${LONGEST_NAME} characters`;
const ITEMS = `write a list of 1 to ${MOST_ITEMS} items`;
const PIECES = `write a whole number from 1 to ${MOST_PIECES}`;

export const lineItemsSchema = z
  .array(
    z.strictObject({
      name: z.string({ error: NAME }).max(LONGEST_NAME, NAME).regex(ONE_LINE, NAME),
      quantity: z.int({ error: PIECES }).min(1, PIECES).max(MOST_PIECES, PIECES),
      unit_amount: z.string({ error: 'write the price of one as a string, as "4.25"' }),
    }),
    { error: ITEMS },
  )
  .min(1, ITEMS)
  .max(MOST_ITEMS, ITEMS);

export type LineItem = z.infer<typeof lineItemsSchema>[number];

/**
 * The sum, in whole tokens.
 * @param amount what was written as the sum; null where nothing was
 * @throws {ChaintillError} `INVALID_AMOUNT`, `AMOUNT_MISMATCH`, with the field
 */
export function sumOf(items: readonly LineItem[], amount: string | null): string {
  // As many digits as the finest price has: which the asset has is not known here, and checked later.
  const decimals = Math.max(...items.map(({ unit_amount: price }) => decimalsOf(price)));
  const sum = items.reduce((total, { quantity, unit_amount: price }, at) => {
    const each = readField(`line_items.${at}.unit_amount`, () => parseAmount(price, decimals));
    return total + each * BigInt(quantity);
  }, 0n);
  const text = formatAmount(sum, decimals);
  if (amount !== null && shortest(amount) !== text) {
    throw badField('amount', 'it is not the sum of the line_items: write that, or leave it out', {
      code: 'AMOUNT_MISMATCH',
    });
  }
  return text;
}

/** What the buyer reads, as `2 × Coffee, Milk`. */
export function describeItems(items: readonly LineItem[]): string {
  const parts = items.map(({ name, quantity }) => (quantity === 1 ? name : `${quantity} × ${name}`));
  const text = parts.join(', ');
  if (text.length <= LONGEST_DESCRIPTION) return text;
  // Nothing is cut through: half a character is none.
  let kept = parts.length;
  while (kept > 1 && parts.slice(0, kept).join(', ').length > LONGEST_DESCRIPTION - 3) kept -= 1;
  return `${parts.slice(0, kept).join(', ')}, …`;
}

function shortest(amount: string): string {
  const decimals = decimalsOf(amount);
  return formatAmount(
    readField('amount', () => parseAmount(amount, decimals)),
    decimals,
  );
}

/** Digits after the point; 0 for what is no amount, which `parseAmount` says. */
function decimalsOf(text: string): number {
  return /^\d+\.(\d{1,255})$/.exec(text)?.[1]?.length ?? 0;
}
