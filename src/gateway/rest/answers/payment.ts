/** What belongs to orders, as REST answers it: what gateway/payment-view.ts makes. */
import { z } from 'zod';
import { account, hash, height, moment, transferId } from '../../../domain/events/fields.js';
import { amountFields, asset, hex } from './amount.js';
import { PAYMENT } from './examples.js';
import { orderAnswer } from './order.js';
import { ratedFields } from './rate.js';

export const accountKey = z
  .object({ id: account, publicKey: hex })
  .meta({ id: 'AccountKey', description: 'An account in both spellings.' });

const paymentFields = {
  id: transferId.describe('`<blockNumber>-<eventIndex>`'),
  orderId: z.string().nullable().describe('Of the order that it counts or is held for, or pays back'),
  use: z
    .enum(['COUNTED', 'HELD', 'UNMATCHED', 'INTERNAL', 'REFUND'])
    .describe(
      '`COUNTED` towards the amount; `HELD` for the order; `UNMATCHED`: no order has it; `INTERNAL`: between accounts of the merchant; `REFUND`: pays back an earlier payment',
    ),
  reason: z
    .string()
    .nullable()
    .describe('Why it is held or unmatched, as `late`; null where nothing is to say'),
  inbox: z
    .enum(['WAITING', 'REFUNDING'])
    .nullable()
    .describe('Its place in the inbox; null where nothing waits for a decision'),
  resolved: z.enum(['ASSIGNED', 'REFUNDED', 'DISMISSED']).nullable().describe('How it left the inbox'),
  fromId: account.describe('The sender'),
  from: accountKey,
  toId: account.describe('The recipient'),
  to: accountKey,
  signerId: account.nullable().describe('Who signed the extrinsic, where that is known'),
  asset,
  ...amountFields,
  reference: z.string().nullable().describe('What its remark names'),
  remark: hex.nullable().describe('The bytes of its remark'),
  remarkText: z.string().nullable().describe('What people can read of its remark'),
  pairing: z.string().describe('How the remark was found to belong to the transfer'),
  blockId: hash.describe('Hash of the block'),
  blockNumber: height,
  timestamp: moment.nullable(),
  eventIndex: z.int().min(0),
  extrinsicIndex: z.int().min(0).nullable(),
  extrinsicHash: hash.nullable(),
  callPath: z.string().nullable().describe('Where in the extrinsic its call stands'),
};

export const paymentAnswer = z.object(paymentFields).meta({
  id: 'Payment',
  description: 'A final transfer that concerns the merchant, and what it is used for.',
  examples: [PAYMENT],
});

export const exportedPaymentAnswer = z
  .object({
    ...paymentFields,
    merchantOrderId: z.string().nullable().describe('The merchant’s own id of the order'),
    ...ratedFields,
  })
  .meta({ id: 'ExportedPayment', description: 'The same, with what the merchant calls its order.' });

const suggestion = z
  .object({
    order: orderAnswer,
    reasons: z
      .array(z.enum(['REFERENCE', 'REMARK', 'AMOUNT', 'SENDER']))
      .describe('Why, the weightiest first'),
  })
  .meta({ id: 'SuggestedOrder', description: 'An order that unmatched money may be meant for.' });

export const unmatchedAnswer = z
  .object({
    ...paymentFields,
    suggestedOrders: z
      .array(suggestion)
      .max(5)
      .optional()
      .describe('With `suggest=true`; the likeliest first'),
  })
  .meta({ id: 'UnmatchedPayment', description: 'Money that waits for somebody to decide.' });

export const timelineAnswer = z
  .object({
    id: z.string().describe('`evt_…`, as in webhooks'),
    type: z.string().describe('As `order.settled`'),
    sequence: z.int().min(1).nullable().describe('Among the events of its order'),
    height: height.nullable(),
    hint: z.boolean().describe('True: about payments in sight, which a fork can take back'),
    createdAt: moment,
    data: z.unknown().describe('What was told, as webhooks send it: see `Event`'),
  })
  .meta({ id: 'TimelineEvent', description: 'Something that was told of an order.' });
