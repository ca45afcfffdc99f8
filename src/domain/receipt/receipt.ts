/** A receipt: what a gateway vouches for of one settled order, with what the chain itself shows of its payments. */
import { z } from 'zod';

export const RECEIPT_FORMAT = 'chaintill-receipt/1';

/**
 * What of the payments can be checked without trusting the gateway. `signed`: nothing, its signature vouches for all of it.
 * `inclusion`: each payment's extrinsic stands in the block that the receipt names, which any node of the chain confirms by
 * the block's hash; that the extrinsic succeeded is still the gateway's word, or that of the block's events (`events`).
 * `finalized`: besides, all those blocks were made final by sets of authorities that the receipt names; that they were the
 * chain's, any node of it confirms.
 */
export const PROOF_LEVELS = ['signed', 'inclusion', 'finalized'] as const;
export type ProofLevel = (typeof PROOF_LEVELS)[number];

/**
 * Why a proof is left out. `not-given`: the node gives none. `not-valid`: what it gives proves nothing. `not-found`: the
 * block's events hold the payments in no form that is known here. `too-large`: the receipt would be too large.
 */
export const MISSING = ['not-given', 'not-valid', 'not-found', 'too-large'] as const;
export type Missing = (typeof MISSING)[number];

const hex = z.templateLiteral(['0x', z.string().regex(/^(?:[0-9a-f]{2})*$/)]);
const hash = z.templateLiteral(['0x', z.string().regex(/^[0-9a-f]{64}$/)]);
/** In the smallest unit. */
const amount = z.string().regex(/^(?:0|[1-9]\d{0,77})$/);
const height = z.int().min(0).max(0xffff_ffff);
const index = z.int().min(0).max(0xffff_ffff);

const payment = z.strictObject({
  /** `<block>-<event index>` as in the index. */
  id: z.string().max(64),
  blockNumber: height,
  blockHash: hash,
  eventIndex: index,
  /** Null where no extrinsic made the payment: a scheduled task, or a hook of the runtime. */
  extrinsicIndex: index.nullable(),
  extrinsicHash: hash.nullable(),
  /** Public keys (or 20-byte accounts). */
  from: hex,
  to: hex,
  value: amount,
});

const provenExtrinsic = z.strictObject({
  index,
  /** As it stands in the block. */
  bytes: hex,
  /** Nodes of the trie below `extrinsicsRoot`, from the root on. */
  proof: z.array(hex).max(64),
});

const missing = z.strictObject({ missing: z.enum(MISSING) });

const provenEvents = z.strictObject({
  /**
   * Nodes of the trie below `stateRoot`, from the root to `System.Events`, and behind them its value where the last node
   * has only the hash of it.
   */
  proof: z.array(hex).min(1).max(64),
});

const finalityProof = z.strictObject({
  /** How many sets of authorities the chain had before this one. */
  setId: z.string().regex(/^(?:0|[1-9]\d{0,19})$/),
  /** Encoded keys and weights of the set, as the runtime's `GrandpaApi_grandpa_authorities` answers. */
  authorities: hex,
  /** Encoded votes, as `grandpa_proveFinality` gives them. */
  justification: hex,
  /** Encoded, from the child of the first block that it makes final to the block that was voted for. */
  headers: z.array(hex).max(10_000),
});

const provenBlock = z.strictObject({
  /** Below 2^30, as a header can name it. */
  number: height.max(2 ** 30 - 1),
  header: z.strictObject({
    parentHash: hash,
    stateRoot: hash,
    extrinsicsRoot: hash,
    digest: z.array(hex).max(64),
  }),
  extrinsics: z.array(provenExtrinsic).min(1).max(1_000),
  /** Proof of the block's events, in which the payments stand. */
  events: z.union([provenEvents, missing]).optional(),
});

/** What is signed. */
export const receiptContentSchema = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  /** ISO 8601, by the gateway's clock. */
  issuedAt: z.iso.datetime(),
  /** The gateway's ed25519 key, as Standard Webhooks writes it; it is at `/.well-known/chaintill-keys.json`. */
  issuer: z.string().regex(/^whpk_[A-Za-z0-9+/]{43}=$/),
  chain: z.strictObject({ name: z.string().max(100), genesisHash: hash }),
  order: z.strictObject({
    id: z.uuid(),
    orderId: z.string().max(1_000),
    payee: hex,
    /** As the chain's wallets write it. */
    payeeAddress: z.string().max(100),
    /** Null: any payment to the payee is for the order. */
    reference: z.string().max(64).nullable(),
    /** Null: the chain's own token. */
    asset: z.string().max(100).nullable(),
    amount,
    /** The least that settles the order. */
    minimum: amount,
    windowFrom: height,
    expiryHeight: height,
    status: z.literal('settled'),
    /** Whether the merchant marked it as settled, whatever was received. */
    manual: z.boolean(),
    received: amount,
    settledHeight: height,
  }),
  payments: z.array(payment).max(1_000),
  blocks: z.array(provenBlock).max(1_000),
  /** Proof that all of `blocks` are final. */
  finality: z.union([z.strictObject({ proofs: z.array(finalityProof).min(1).max(100) }), missing]).optional(),
  proofLevel: z.enum(PROOF_LEVELS),
});
export type ReceiptContent = z.infer<typeof receiptContentSchema>;

export const receiptSchema = receiptContentSchema.extend({
  /** Of the canonical JSON of all the rest, by the issuer's key: 64 bytes in base64. */
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
});
export type Receipt = z.infer<typeof receiptSchema>;
export type ReceiptPayment = ReceiptContent['payments'][number];
export type ReceiptBlock = ReceiptContent['blocks'][number];
export type ReceiptEvents = NonNullable<ReceiptBlock['events']>;
export type ReceiptFinality = NonNullable<ReceiptContent['finality']>;
export type ReceiptFinalityProof = z.infer<typeof finalityProof>;

/** The level that a receipt's proofs reach. */
export function proofLevelOf({
  payments,
  blocks,
  finality,
}: Pick<ReceiptContent, 'payments' | 'blocks' | 'finality'>): ProofLevel {
  const proven = new Set(
    blocks.flatMap(({ number, extrinsics }) => extrinsics.map(({ index }) => `${number}-${index}`)),
  );
  const areIncluded =
    payments.length > 0 &&
    payments.every(({ blockNumber, extrinsicIndex }) => proven.has(`${blockNumber}-${extrinsicIndex ?? ''}`));
  if (!areIncluded) return 'signed';
  return finality && 'proofs' in finality ? 'finalized' : 'inclusion';
}
