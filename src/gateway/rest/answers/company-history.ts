/** What companies moved, as REST answers it: what gateway/company-history makes. */
import { z } from 'zod';
import {
  account,
  amount,
  assetFields,
  hash,
  height,
  moment,
  transferId,
} from '../../../domain/events/fields.js';
import { DIRECTIONS } from '../../company-history/filter.js';
import { amountFields, hex } from './amount.js';
import { ratedFields } from './rate.js';
import { accountKey } from './payment.js';

const direction = z
  .enum(DIRECTIONS)
  .describe(
    '`IN` from somebody else, `OUT` to somebody else, `INTERNAL` between accounts that were both the company’s',
  );
const fee = amount
  .nullable()
  .describe('What the whole extrinsic cost, in the chain’s own token; null where the chain does not say');
const balance = z.string().regex(/^-?\d+$/);

const placed = {
  reference: z.string().nullable().describe('What the payer named'),
  remark: hex.nullable().describe('The bytes of the remark'),
  pairing: z.string().describe('How the remark was found to belong to it'),
  blockId: hash.describe('Hash of the block'),
  blockNumber: height,
  timestamp: moment.nullable().describe('The block’s own time; null on a chain without one'),
  extrinsicIndex: z.int().min(0).nullable(),
  extrinsicHash: hash.nullable(),
  callPath: z.string().nullable().describe('Where in the extrinsic its call stands'),
  signerId: account.nullable(),
};

export const companyEntryAnswer = z
  .object({
    id: transferId.describe('`<blockNumber>-<eventIndex>`'),
    direction,
    account: accountKey.describe('The company’s own: where it came in, else where it went out'),
    counterparty: accountKey.describe('The other account; of an internal transfer the one that received'),
    from: accountKey,
    to: accountKey,
    ...assetFields,
    ...amountFields,
    fee,
    feePayer: accountKey.nullable(),
    feePaidByCompany: z.boolean(),
    ...placed,
    remarkText: z.string().nullable().describe('What people can read of the remark'),
    balanceBefore: balance
      .nullable()
      .describe(
        'What had come of this asset less what had gone, before this transfer, whatever is left out of the list',
      ),
    balanceAfter: balance.nullable().describe('The same after it'),
    eventIndex: z.int().min(0),
    orderId: z
      .string()
      .nullable()
      .describe('The merchant’s own id of the order that it is for, with a key of that merchant; else null'),
    ...ratedFields,
  })
  .meta({ id: 'CompanyEntry', description: 'A transfer as the company sees it.' });

export const companyFailureAnswer = z
  .object({
    id: z.string().describe('`<blockNumber>-<ordinal>`'),
    direction,
    account: accountKey.describe('The company’s own'),
    counterparty: accountKey.nullable().describe('The other account; null where the calls do not show it'),
    ...assetFields,
    value: amount.nullable().describe('In the smallest unit; null where the call names no amount'),
    formatted: z.string().nullable().describe('In whole tokens with the symbol'),
    outcome: z.enum(['failed', 'skipped', 'reverted']),
    how: z.string().describe('What the failure stopped'),
    errorPallet: z.string().nullable(),
    errorName: z.string().nullable(),
    errorDocs: z.string().nullable(),
    fee,
    feePayer: accountKey.nullable(),
    ...placed,
    ordinal: z.int().min(0),
  })
  .meta({ id: 'CompanyFailure', description: 'A payment from or to the company that did not happen.' });

const formattedAmount = z.string().nullable();

export const companyStatementAnswer = z
  .object({
    month: z.string().describe('As `2026-03`'),
    from: moment.describe('When the month begins in the time zone'),
    before: moment.describe('When the next one does'),
    ...assetFields,
    opening: balance.describe('The balance when the month begins'),
    received: amount.describe('From others'),
    sent: amount.describe('To others'),
    internal: amount.describe('Between the company’s own accounts; it changes no balance'),
    fees: amount.describe('What its accounts paid for these and for failed payments; not in the balance'),
    closing: balance.describe('`opening + received - sent`'),
    formatted: z
      .object({
        opening: formattedAmount,
        received: formattedAmount,
        sent: formattedAmount,
        internal: formattedAmount,
        fees: formattedAmount,
        closing: formattedAmount,
      })
      .describe('In whole tokens with the symbol; null where the decimals are not known'),
    receivedCount: z.int().min(0),
    sentCount: z.int().min(0),
    internalCount: z.int().min(0),
  })
  .meta({ id: 'CompanyStatement', description: 'One asset of a company in one month.' });
