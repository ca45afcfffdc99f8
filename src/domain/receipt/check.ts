import { base64 } from '@scure/base';
import type { VerifyEd25519 } from '../ed25519.js';
import { ChaintillError } from '../errors.js';
import { bytesToHex, hexToBytes, type Hex } from '../hex.js';
import { hash256 } from '../trie/node.js';
import { keyOf } from '../trie/ordered.js';
import { proves } from '../trie/proof.js';
import { blockHash } from './block-hash.js';
import { provenTransfers } from './events.js';
import { provenFinality, type ProvenFinality } from './finality.js';
import { proofLevelOf, receiptSchema, type Receipt, type ReceiptBlock } from './receipt.js';
import { forged, inconsistent, unreadable } from './refusal.js';
import { renderReceipt, signedBytes } from './render.js';
import type { FoundTransfer } from './transfer-event.js';

/** Whom the reader of a receipt trusts. */
export interface Trusted {
  /** The key that must have signed it, `whpk_...`; null: the one that it names, which says nothing of whose it is. */
  readonly issuer: string | null;
  /** Hashes of the sets of authorities that must have made its blocks final; null: those that it names, likewise. */
  readonly authoritySets: readonly Hex[] | null;
}

export interface CheckedReceipt {
  readonly receipt: Receipt;
  /** Of each block whose events are proven, the payments in them. */
  readonly transfers: ReadonlyMap<number, readonly FoundTransfer[]>;
  readonly finality: readonly ProvenFinality[];
}

/**
 * Checks a receipt's file from its text alone: every byte of it counts.
 * @throws {ChaintillError} `RECEIPT_UNREADABLE` for what is no receipt, `RECEIPT_FORGED` where the signature or a proof is
 * not right, `RECEIPT_INCONSISTENT` where the parts say different things, `RECEIPT_NOT_FINALIZED` where sets of authorities
 * are trusted and it does not reach that level.
 */
export function checkReceipt(text: string, trusted: Trusted, verify: VerifyEd25519): CheckedReceipt {
  const receipt = readReceipt(text);
  checkSignature(receipt, trusted.issuer, verify);
  checkMoney(receipt);
  const transfers = new Map<number, readonly FoundTransfer[]>();
  for (const block of receipt.blocks) {
    checkBlock(receipt, block);
    const found = provenTransfers(receipt, block);
    if (found) transfers.set(block.number, found);
  }
  const finality = provenFinality(receipt, verify);
  if (proofLevelOf(receipt) !== receipt.proofLevel)
    throw inconsistent('it claims another proof level than its proofs reach');
  checkAuthorities(receipt, finality, trusted.authoritySets);
  return { receipt, transfers, finality };
}

function readReceipt(text: string): Receipt {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const { success, data, error } = receiptSchema.safeParse(value);
  if (!success) throw unreadable(error);
  if (renderReceipt(data) !== text) {
    throw new ChaintillError(
      'RECEIPT_UNREADABLE',
      'the file is not written as receipts are: use it as it was issued, byte for byte',
    );
  }
  return data;
}

function checkSignature(receipt: Receipt, issuer: string | null, verify: VerifyEd25519): void {
  if (issuer !== null && issuer !== receipt.issuer)
    throw forged('it was issued under another key than the one that was given');
  const { signature, ...content } = receipt;
  const bytes = readBase64(signature);
  const key = readBase64(receipt.issuer.slice('whpk_'.length));
  if (!bytes || !key || !verify(signedBytes(content), bytes, key)) throw forged('its signature is not right');
}

/** @returns null where the last digit has bits that mean nothing: other texts would be the same bytes. */
function readBase64(text: string): Uint8Array | null {
  try {
    return base64.decode(text);
  } catch {
    return null;
  }
}

function checkMoney({ order, payments }: Receipt): void {
  const received = payments.reduce((sum, { value }) => sum + BigInt(value), 0n);
  if (received !== BigInt(order.received)) throw inconsistent('its payments are not what the order received');
  if (!order.manual && received < BigInt(order.minimum))
    throw inconsistent('less was received than settles the order');
  if (payments.some(({ to }) => to !== order.payee)) throw inconsistent('a payment went to another account');
  if (new Set(payments.map(({ id }) => id)).size < payments.length)
    throw inconsistent('a payment stands in it twice');
}

function checkBlock({ payments }: Receipt, { number, header, extrinsics }: ReceiptBlock): void {
  const hash = blockHash({ number, header });
  for (const { index, bytes, proof } of extrinsics) {
    const extrinsic = hexToBytes(bytes);
    if (!proves(hexToBytes(header.extrinsicsRoot), keyOf(index), proof.map(hexToBytes), extrinsic))
      throw forged('an extrinsic is not proven to be in its block');
    const shown = payments.filter((one) => one.blockNumber === number && one.extrinsicIndex === index);
    if (shown.length === 0) throw inconsistent('it proves an extrinsic that is none of its payments');
    for (const payment of shown) {
      if (payment.blockHash !== hash) throw forged('a header is not the one of its block');
      if (payment.extrinsicHash !== bytesToHex(hash256(extrinsic)))
        throw forged('an extrinsic is not the one of its payment');
    }
  }
}

function checkAuthorities(
  { proofLevel }: Receipt,
  finality: readonly ProvenFinality[],
  trusted: readonly Hex[] | null,
): void {
  if (trusted === null) return;
  if (proofLevel !== 'finalized') {
    throw new ChaintillError(
      'RECEIPT_NOT_FINALIZED',
      `no set of authorities stands behind this receipt: its proof level is ${proofLevel}`,
    );
  }
  if (!finality.every(({ setHash }) => trusted.includes(setHash)))
    throw forged('another set of authorities made a block final than those that were given');
}
