/** What a buyer sees who came by a payment link: what gateway/payment-link/view.ts makes. */
import { z } from 'zod';
import { account, hash, height } from '../../../domain/events/fields.js';
import { amountAnswer, asset } from './amount.js';
import { shownCompany } from './public-order.js';
import { amountState, confirmations, orderMode, orderStatus, payer, publicKey, remark } from './order.js';

export const linkAnswer = z
  .object({
    unregistered: z.boolean().describe('True: no order is registered for this, and nothing is settled by it'),
    status: orderStatus,
    amountState,
    mode: orderMode,
    payee: account.describe('The account to pay'),
    publicKey,
    payer,
    remark: remark.nullable().describe('What to write beside the payment; null in mode `ADDRESS`'),
    asset,
    symbol: z.string(),
    decimals: z.int().min(0),
    amount: amountAnswer.describe('What the link asks for'),
    received: amountAnswer,
    missing: amountAnswer,
    excess: amountAnswer,
    detected: amountAnswer.describe('What is in sight and would count, but is not final'),
    confirmations,
    payments: z
      .array(z.object({ blockNumber: height, extrinsicHash: hash.nullable() }))
      .describe('Payments in sight, oldest first'),
    expiryBlock: height
      .nullable()
      .describe('The last block whose payments are on time; null without an order'),
    blocksLeft: z.int().min(0).nullable(),
    indexedHeight: height.nullable().describe('Everything that is final up to here is in the answer'),
    transaction: hash.nullable().describe('Of the newest payment; null before the first'),
    description: z.string().nullable(),
    company: shownCompany
      .nullable()
      .describe(
        'The company that the order names; without an order, the one registered company that owns the account',
      ),
    successUrl: z.string().nullable().describe('Where to go; null unless it is settled'),
    failureUrl: z.string().nullable().describe('Where to go; null once it is settled'),
    link: z
      .object({ orderId: z.string(), callback: z.string(), failure: z.string().nullable() })
      .describe('As it stands in the link'),
  })
  .meta({ id: 'PaymentLink', description: 'A payment link for its buyer.' });
