/** What a shop front sends over its socket, read strictly. */
import { z } from 'zod';
import { parseAccount } from '../../domain/account.js';
import { readField } from '../../domain/bad-field.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { refusalOf } from '../../domain/schema-issue.js';
import { parseStrictJson } from '../strict-json.js';

/** A buyer wants something of the catalogue. */
export interface NewOrderMessage {
  readonly type: 'new order';
  /** The merchant's own name of the product. */
  readonly item: string;
  readonly quantity: number;
  /** The buyer's: the one account that can pay. */
  readonly account: AccountHex;
  /** The client's own name of this message: sent again under it, it is the same order. */
  readonly ref: string | null;
}

/** Somebody wants to hear of an order again, after a lost connection, say. */
export interface FollowMessage {
  readonly type: 'follow order';
  readonly token: string;
}

export const MOST_OF_ONE_ITEM = 100;

const TYPE = 'write "new order" or "follow order"';
const QUANTITY = `write a whole number from 1 to ${MOST_OF_ONE_ITEM}`;
const REF = 'write 8 to 64 of the characters A-Z a-z 0-9 . _ -, drawn at random';
const ITEM = 'write the sku of a product';
const TOKEN = 'write the publicToken of an order';

const schema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('new order'),
      item: z.string(ITEM).min(1, ITEM).max(64, ITEM),
      quantity: z.int({ error: QUANTITY }).min(1, QUANTITY).max(MOST_OF_ONE_ITEM, QUANTITY).optional(),
      account: z.string('write the address of the buyer as a string'),
      ref: z
        .string(REF)
        .regex(/^[A-Za-z0-9._-]{8,64}$/, REF)
        .optional(),
    }),
    z.strictObject({ type: z.literal('follow order'), token: z.string(TOKEN).max(100, TOKEN) }),
  ],
  { error: TYPE },
);

/** @throws {ChaintillError} `MALFORMED_JSON`, `DUPLICATE_KEY`, `UNKNOWN_FIELD`, `INVALID_ADDRESS`, else `BAD_USER_INPUT` */
export function readMessage(text: string): NewOrderMessage | FollowMessage {
  const result = schema.safeParse(parseStrictJson(text));
  if (!result.success) throw refusalOf(result.error.issues[0]);
  if (result.data.type === 'follow order') return result.data;
  const { type, item, quantity = 1, account, ref = null } = result.data;
  return { type, item, quantity, account: readField('account', () => parseAccount(account)), ref };
}
