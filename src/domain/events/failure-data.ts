import { z } from 'zod';
import type { Failure } from '../settlement/work.js';
import { account, amount, assetFields, hash, height, moment } from './fields.js';
import type { EventWriter } from './notation.js';

/** A pallet can say as much of its errors as its author liked. */
const LONGEST_DOCUMENTATION = 1_024;

export const failureSchema = z
  .object({
    failureId: z
      .string()
      .regex(/^\d+-\d+$/)
      .describe('`<block>-<place among the failed payments of the block>`'),
    blockNumber: height,
    blockHash: hash,
    blockTime: moment.nullable().describe('When the block was made; null where it does not say'),
    extrinsicHash: hash,
    payer: account.nullable().describe('Whose money would have moved; null where the calls do not show it'),
    payee: account,
    signer: account.nullable().describe('Who signed the extrinsic'),
    ...assetFields,
    amount: amount.nullable().describe('What was to be paid; null where the call names no amount'),
    reference: z.string().nullable().describe('What the payer named; null for nothing that can be read'),
    how: z
      .string()
      .describe(
        'What the failure stopped: `extrinsic`, `interrupted` (a batch at an item), `item` (of a batch that goes on), `proxy`, `multisig` and others',
      ),
    outcome: z
      .enum(['failed', 'skipped', 'reverted'])
      .describe(
        '`failed`: this very call. `skipped`: it came after the one that failed. `reverted`: undone with others, and the chain does not say which of them failed',
      ),
    error: z
      .object({
        pallet: z
          .string()
          .nullable()
          .describe("Null for an error that is no pallet's, and for an unknown one"),
        name: z.string().nullable().describe('As `InsufficientBalance`; null for one that cannot be read'),
        documentation: z
          .string()
          .nullable()
          .describe("What the chain's metadata says of the error, at most 1024 characters"),
      })
      .describe('Why it failed, as the chain names it'),
    fee: amount
      .nullable()
      .describe(
        "What the whole extrinsic cost, in the smallest unit of the chain's own token; null where it is not known",
      ),
  })
  .meta({ id: 'FailedPayment', description: 'A payment that was tried and did not happen.' });

export type FailureData = z.infer<typeof failureSchema>;

export function failureData(write: EventWriter, failure: Failure): FailureData {
  const { from, signer, error, blockTime } = failure;
  return {
    failureId: failure.failureId,
    blockNumber: failure.blockNumber,
    blockHash: failure.blockHash,
    // The same moment in the same words, however many digits its source wrote.
    blockTime: blockTime === null ? null : new Date(blockTime).toISOString(),
    extrinsicHash: failure.extrinsicHash,
    payer: from && write.account(from),
    payee: write.account(failure.to),
    signer: signer && write.account(signer),
    ...write.asset(failure.asset),
    amount: failure.value?.toString() ?? null,
    reference: failure.reference,
    how: failure.how,
    outcome: failure.outcome,
    error: {
      pallet: error.pallet,
      name: error.name,
      documentation:
        error.documentation && Array.from(error.documentation).slice(0, LONGEST_DOCUMENTATION).join(''),
    },
    fee: failure.fee?.toString() ?? null,
  };
}
