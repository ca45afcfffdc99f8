/** What the buyer of an order may see: what gateway/public-order.ts makes. */
import { z } from 'zod';
import { account, hash, height, moment } from '../../../domain/events/fields.js';
import { amountAnswer, amountFields, asset } from './amount.js';
import { PUBLIC_ORDER } from './examples.js';
import {
  amountState,
  confirmations,
  orderMode,
  orderStatus,
  payer,
  publicKey,
  reference,
  remark,
} from './order.js';

export const shownCompany = z
  .object({
    id: z.string().describe('`<registry>-<entity>`'),
    name: z.string().nullable().describe('One line; null where it has none that can be shown'),
    logoUrl: z.string().nullable().describe('Where it says its logo is, https'),
  })
  .meta({ id: 'PublicCompany', description: 'A registered company that is paid.' });

const sighting = z
  .object({ blockNumber: height, blockHash: hash, extrinsicHash: hash.nullable(), asset, ...amountFields })
  .meta({ id: 'PublicSighting', description: 'A transfer in a best block: a hint, never a payment.' });

const failure = z
  .object({
    pallet: z.string().nullable(),
    name: z.string().nullable(),
    documentation: z.string().nullable(),
    extrinsicHash: hash,
    blockNumber: height,
  })
  .meta({ id: 'PublicFailure', description: 'Why an attempt to pay failed, as the chain names it; final.' });

const heldMoney = z
  .object({
    reason: z.string().describe('Why it does not count, as `late` or `wrong_asset`'),
    asset,
    symbol: z.string().nullable(),
    decimals: z.int().min(0).nullable(),
    amount: amountAnswer,
    inbox: z
      .enum(['WAITING', 'REFUNDING'])
      .describe('`WAITING` for the shop to decide; `REFUNDING`: it means to send it back'),
  })
  .meta({ id: 'PublicHeldMoney', description: 'Final payments that came without counting.' });

export const publicOrderAnswer = z
  .object({
    status: orderStatus,
    amountState,
    mode: orderMode,
    payee: account.describe('The account to pay'),
    publicKey,
    payer,
    reference,
    remark: remark.nullable().describe('What to write beside the payment; null in mode `ADDRESS`'),
    asset,
    symbol: z.string().nullable().describe('Of the asset; null where it is not known'),
    decimals: z.int().min(0).nullable().describe('Digits after the point; null where they are not known'),
    amount: amountAnswer.describe('What is to be paid'),
    received: amountAnswer,
    missing: amountAnswer.describe('0 once enough is there'),
    excess: amountAnswer,
    detected: amountAnswer.describe('What is in sight and would count, but is not final'),
    confirmations,
    payments: z.array(sighting).describe('Payments in sight, oldest first'),
    failure: failure
      .nullable()
      .describe('Of the newest attempt to pay; null where none failed, or a payment that counts came since'),
    held: z.array(heldMoney).describe('With which the shop is not done, by reason and asset'),
    expiryBlock: height.describe('The last block whose payments are on time'),
    blocksLeft: z
      .int()
      .min(0)
      .nullable()
      .describe('Until then; 0 when it is past, null while no height is known'),
    expiresAbout: moment
      .nullable()
      .describe('When that block is to be expected; null unless it is open. Blocks decide, not the clock'),
    settledHeight: height.nullable(),
    description: z.string().nullable(),
    company: shownCompany.nullable().describe('The registered company that the order names'),
    successUrl: z
      .string()
      .nullable()
      .describe('Where the shop wants the buyer to go, signed; null unless it is settled'),
    failureUrl: z
      .string()
      .nullable()
      .describe('Where the shop takes a buyer back who has not paid, signed; null once it is settled'),
  })
  .meta({ id: 'PublicOrder', description: 'An order for its buyer.', examples: [PUBLIC_ORDER] });
