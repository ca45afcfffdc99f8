/** Attempts to pay an order that failed, as REST answers them: what gateway/failure-view.ts makes. */
import { z } from 'zod';
import { account, amount, hash, height, moment } from '../../../domain/events/fields.js';
import { amountAnswer, asset } from './amount.js';

const attemptFields = {
  id: z.string().describe('`<blockNumber>-<place among the failed payments of the block>`'),
  payer: account.nullable().describe('Whose money would have moved; null where the calls do not show it'),
  payee: account,
  signer: account.nullable().describe('Who signed the extrinsic'),
  asset,
  value: amount.nullable().describe('In the smallest unit; null where the call names no amount'),
  formatted: z.string().nullable().describe('In whole tokens with the symbol'),
  reference: z.string().nullable().describe('What its remark names'),
  how: z
    .string()
    .describe(
      'What the failure stopped: `extrinsic`, `interrupted` (a batch at this item), `item` (of a batch that goes on), `proxy`, `multisig` and others',
    ),
  outcome: z
    .enum(['FAILED', 'SKIPPED', 'REVERTED'])
    .describe(
      '`FAILED`: this very call. `SKIPPED`: it came after the one that failed. `REVERTED`: undone with others, and the chain does not say which of them failed',
    ),
  error: z
    .object({
      pallet: z.string().nullable().describe('As `Balances`; null for an error that is no pallet’s'),
      name: z.string().nullable().describe('As `InsufficientBalance`; null for one that cannot be read'),
      documentation: z.string().nullable(),
    })
    .describe('Why it failed, as the chain’s metadata names it'),
  fee: amountAnswer.nullable().describe('What the whole extrinsic cost, in the chain’s own token'),
  blockId: hash.describe('Hash of the block'),
  blockNumber: height,
  timestamp: moment.nullable(),
  extrinsicIndex: z.int().min(0),
  extrinsicHash: hash,
  callPath: z.string().describe('Where in the extrinsic its call stands'),
};

export const failedAttemptAnswer = z.object(attemptFields).meta({
  id: 'FailedAttempt',
  description: 'A payment that was tried for an order and did not happen. Final, and no money moved.',
});

export const exportedAttemptAnswer = z
  .object({ orderId: z.string().describe('The merchant’s own id of the order'), ...attemptFields })
  .meta({ id: 'ExportedFailedAttempt', description: 'The same, with the order that it was for.' });
