/** Paying an order from a wallet: what rest/public-payment answers and takes. */
import { z } from 'zod';
import { account, height } from '../../../domain/events/fields.js';
import { amountAnswer, hex } from './amount.js';
import { PAYMENT } from './examples.js';

export const payersAnswer = z
  .object({
    accounts: z.array(
      z
        .object({
          address: account,
          publicKey: hex,
          balance: amountAnswer.describe('What it can send and stay open, in what the order is paid in'),
          native: amountAnswer.describe("The same in the chain's own token, which fees are paid in"),
        })
        .meta({ id: 'PayerAccount', description: "A buyer's account, as of the best block." }),
    ),
  })
  .meta({ id: 'PayerAccounts', description: 'In the order in which they were sent.' });

/** What a wallet signs, as it is built and as it comes back. */
export const signingPayload = z
  .object({
    address: account,
    assetId: z.null().optional(),
    blockHash: hex,
    blockNumber: hex,
    era: hex,
    genesisHash: hex,
    metadataHash: z.null().optional(),
    method: hex.describe('The call: the transfer, with the remark where one is needed'),
    mode: z.literal(0).optional(),
    nonce: hex,
    signedExtensions: z.array(z.string()),
    specVersion: hex,
    tip: hex,
    transactionVersion: hex,
    version: z.literal(4),
    withSignedTransaction: z.boolean().optional(),
  })
  .meta({
    id: 'SigningPayload',
    description:
      "For the wallet's `signPayload` (`SignerPayloadJSON` of polkadot-js). Numbers are hex, big-endian.",
  });

export const builtPaymentAnswer = z
  .object({
    payload: signingPayload,
    amount: amountAnswer.describe('What the order gets'),
    fee: amountAnswer.describe("In the chain's own token"),
    total: amountAnswer.describe("What leaves the account in the order's token"),
    balance: amountAnswer.describe("What the account can send of the order's token"),
    eraEndsAtBlock: height.describe("The last block that can include it; never after the order's expiry"),
  })
  .meta({ id: 'BuiltPayment', description: 'A payment for a wallet to sign.' });

export const submittedAnswer = z
  .object({ extrinsicHash: hex })
  .meta({ id: 'SubmittedPayment', description: 'The network has it; whether it pays is said by the order.' });

const signing = { account, payload: signingPayload };
export const accountsRequest = z
  .strictObject({ accounts: z.array(account).min(1).max(20).describe('Addresses, in any prefix') })
  .meta({ examples: [{ accounts: [PAYMENT.fromId] }] });
export const payerRequest = z
  .strictObject({ account: account.describe('Who is to pay, in any prefix') })
  .meta({ examples: [{ account: PAYMENT.fromId }] });
export const signedRequest = z.strictObject({
  ...signing,
  signature: hex.optional().describe('Of the payload; one of the two is needed'),
  signedTransaction: hex.optional().describe('The whole extrinsic, where the wallet changed it'),
});
export const signingRequest = z.strictObject(signing);

export const devAccountsAnswer = z
  .object({ accounts: z.array(z.object({ name: z.string(), address: account })) })
  .meta({ id: 'DevAccounts', description: 'Accounts of the dev chain, for which the gateway signs.' });
export const signatureAnswer = z
  .object({ signature: hex })
  .meta({ id: 'DevSignature', description: 'Of a payment, by an account of the dev chain.' });
