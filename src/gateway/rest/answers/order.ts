/** An order as REST answers it: what `viewOrder` makes. */
import { z } from 'zod';
import { account, hash, height, moment } from '../../../domain/events/fields.js';
import { DIALECT_CONSTANTS } from '../../../domain/webhook/dialect-constant.js';
import { AMOUNT_STATES, FLAGS, MODES, REFUND_STATES, STATUSES } from '../order-constants.js';
import { amountAnswer, amountFields, asset, hex, uuid } from './amount.js';
import { ORDER } from './examples.js';

export const orderStatus = z
  .enum(['PROCESSING', ...STATUSES])
  .describe(
    'Goods leave on `SETTLED` alone. `PROCESSING`: enough is in sight, and a fork can still take it back',
  );
export const amountState = z
  .enum(AMOUNT_STATES)
  .describe('How what counts compares with what is expected; `EXACT` from the minimum to the amount');
export const orderMode = z
  .enum(MODES)
  .describe('`REFERENCE`: the payer names the order in a remark. `ADDRESS`: it has an address of its own');
export const publicKey = hex.describe('Its public key');
export const payer = account.nullable().describe("The one account whose payments count; null for anybody's");
export const reference = z
  .string()
  .nullable()
  .describe('What the remark of a payment must name; null in mode `ADDRESS`');
export const confirmations = z
  .int()
  .min(1)
  .nullable()
  .describe('Of the newest payment in sight; null with none in sight, or while no node answers');

export const remark = z
  .object({
    text: z.string().describe('For `system.remark`, in UTF-8'),
    liberlandId: z
      .string()
      .nullable()
      .describe("The id of Liberland's own remark; null where that cannot be"),
  })
  .meta({ id: 'PayerRemark', description: 'What the payer writes beside the payment, one or the other.' });

const sighting = z
  .object({
    blockHash: hash,
    blockNumber: height,
    eventIndex: z.int().min(0),
    extrinsicHash: hash.nullable(),
    from: account,
    asset,
    ...amountFields,
    seenAt: moment,
  })
  .meta({ id: 'Sighting', description: 'A transfer in a best block: a hint, never a payment.' });

const orderCompany = z
  .object({
    id: z.string().describe('`<registry>-<entity>`, or `local-…`'),
    versionId: z.string().describe('The version of it whose hook and redirects the order has'),
    name: z.string().nullable(),
    logoUrl: z.string().nullable().describe('Where it says its logo is'),
  })
  .meta({ id: 'OrderCompany', description: 'A registered company that an order names.' });

const orderRate = z
  .object({
    currency: z.string(),
    price: z.string().describe('Of one whole token of the order’s asset, in decimal'),
    source: z.string().nullable().describe('Where the merchant has it from'),
  })
  .meta({ id: 'OrderRate', description: 'What the merchant said at registration that a token was worth.' });

export const orderAnswer = z
  .object({
    id: uuid,
    orderId: z.string().describe("The merchant's own id of it"),
    mode: orderMode,
    status: orderStatus,
    amountState,
    flags: z.array(z.enum(FLAGS)).describe('What happened besides; a flag stays once it is set'),
    refundState: z.enum(REFUND_STATES),
    payee: account.describe('The account to pay'),
    publicKey,
    account: account.describe("The merchant's account: the payee, or the owner of the deposit address"),
    payer,
    reference,
    remark: remark.nullable().describe('Null in mode `ADDRESS`'),
    asset,
    expected: amountAnswer,
    minimum: amountAnswer.describe('What settles it: what is expected, less the tolerance'),
    received: amountAnswer.describe('The sum of the final payments that count'),
    missing: amountAnswer.describe('0 from the minimum on'),
    excess: amountAnswer.describe('What was received above what is expected'),
    held: amountAnswer.describe('What came for it without counting; it waits in the inbox'),
    refunded: amountAnswer.describe('What was paid back by refunds'),
    detected: amountAnswer.describe('What is in sight and would count, but is not final'),
    toleranceBp: z.int().min(0).describe('Hundredths of a percent that a payment may fall short'),
    window: z
      .object({
        from: height.describe('The first'),
        to: height.describe('The last'),
        blocksLeft: z.int().min(0).nullable().describe('Until the last; 0 when it is past'),
      })
      .describe('Blocks whose payments are on time'),
    late: z
      .object({
        policy: z.enum(['HOLD', 'ACCEPT']),
        blocks: z.int().min(0).describe('For how many blocks after the window; 0 with `HOLD`'),
      })
      .describe('What becomes of payments after the window'),
    description: z.string().nullable(),
    metadata: z.unknown().describe("The merchant's own data, as it was sent; null for none"),
    rate: orderRate.nullable().describe('Null where none was recorded'),
    company: orderCompany.nullable().describe('The company that it names, as it was at registration'),
    successUrl: z.string().nullable(),
    failureUrl: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    createdAt: moment,
    registeredHeight: height.describe('Up to which the chain was indexed when it was registered'),
    settledHeight: height.nullable().describe('Of what settled it; null unless it is settled'),
    foldedHeight: height.nullable().describe('Everything that is final up to here is in the answer'),
    paymentCount: z.int().min(0).describe('How many payments count'),
    confirmations,
    sequence: z.int().min(0).describe('Number of its last event, from 1; 0 before the first'),
    publicToken: z.string().describe("Names it in public links. Whoever has it can see the order's state"),
    processed: z.boolean().describe('False until settlement has taken up a new order, which takes moments'),
    setAside: z.boolean().describe('True: settling it failed, and the operator must see to it'),
    sightings: z.array(sighting).describe('Payments in sight, oldest first'),
  })
  .meta({
    id: 'Order',
    description: 'What a merchant expects to be paid, and what became of it.',
    examples: [ORDER],
  });

export const dialectConstant = z.enum(DIALECT_CONSTANTS).describe('How events are written');
