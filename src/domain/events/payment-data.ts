import { z } from 'zod';
import { hexToBytes, isHex } from '../hex.js';
import { decodeRemark } from '../remark/decode.js';
import type { Fact } from '../settlement/work.js';
import { account, amount, assetFields, hash, height, moment, transferId } from './fields.js';
import type { EventWriter } from './notation.js';

/** A remark can unpack to many times its size, and whoever pays may write what he likes. */
const LONGEST_TEXT = 1_024;

export const paymentSchema = z
  .object({
    transferId: transferId.describe('`<block>-<index of the event>`'),
    blockNumber: height,
    blockHash: hash,
    blockTime: moment.nullable().describe('When the block was made; null where it does not say'),
    extrinsicHash: hash.nullable().describe('Null for a transfer that no extrinsic made'),
    eventIndex: z.int().min(0).describe('Index of the transfer among the events of its block'),
    from: account.describe('Account of the payer'),
    to: account,
    ...assetFields,
    value: amount,
    reference: z.string().nullable().describe('What the payer named; null for nothing that can be read'),
    remarkText: z
      .string()
      .nullable()
      .describe(
        `What people can read of the payer's remark, at most ${LONGEST_TEXT} characters; null for nothing, and where \`finality\` is \`best\``,
      ),
    finality: z
      .enum(['finalized', 'best'])
      .describe('`best`: the block may still be left for another. `finalized`: it cannot'),
  })
  .meta({ id: 'Payment', description: 'A transfer on the chain.' });

export type PaymentData = z.infer<typeof paymentSchema>;

/** What an event tells of a transfer. */
export type PaymentFacts = Pick<
  Fact,
  | 'transferId'
  | 'blockNumber'
  | 'eventIndex'
  | 'blockHash'
  | 'extrinsicHash'
  | 'blockTime'
  | 'from'
  | 'to'
  | 'asset'
  | 'value'
  | 'reference'
>;

/** A finalized transfer. */
export function paymentData(write: EventWriter, fact: Fact): PaymentData {
  return { ...transferData(write, fact), remarkText: textOf(fact.remark), finality: 'finalized' };
}

/** A transfer in a best block, which may be taken back. */
export function sightingData(write: EventWriter, sighting: PaymentFacts): PaymentData {
  return { ...transferData(write, sighting), remarkText: null, finality: 'best' };
}

function transferData(
  write: EventWriter,
  payment: PaymentFacts,
): Omit<PaymentData, 'remarkText' | 'finality'> {
  return {
    transferId: payment.transferId,
    blockNumber: payment.blockNumber,
    blockHash: payment.blockHash,
    // The same moment in the same words, however many digits its source wrote.
    blockTime: payment.blockTime === null ? null : new Date(payment.blockTime).toISOString(),
    extrinsicHash: payment.extrinsicHash,
    eventIndex: payment.eventIndex,
    from: write.account(payment.from),
    to: write.account(payment.to),
    ...write.asset(payment.asset),
    value: payment.value.toString(),
    reference: payment.reference,
  };
}

function textOf(remark: string | null): string | null {
  const text = remark !== null && isHex(remark) ? decodeRemark(hexToBytes(remark)).text : null;
  // By whole characters: half of a surrogate pair is no text.
  return text === null || text.length <= LONGEST_TEXT
    ? text
    : Array.from(text).slice(0, LONGEST_TEXT).join('');
}
