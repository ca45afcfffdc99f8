import { base64 } from '@scure/base';
import { ChaintillError } from '../errors.js';
import { encodeHeader } from '../header.js';
import { bytesToHex, hexToBytes, type Hex } from '../hex.js';
import { hash256 } from '../trie/node.js';
import { keyOf } from '../trie/ordered.js';
import { proves } from '../trie/proof.js';
import { proofLevelOf, receiptSchema, type Receipt, type ReceiptBlock } from './receipt.js';
import { renderReceipt, signedBytes } from './render.js';

/** @returns whether it is the key's ed25519 signature of the message. @param key 32 bytes @param signature 64 bytes */
export type VerifyEd25519 = (message: Uint8Array, signature: Uint8Array, key: Uint8Array) => boolean;

/**
 * Checks a receipt's file from its text alone: every byte of it counts.
 * @param issuer the key that must have signed it, `whpk_...`; null: the one that it names, which says nothing of whose it is
 * @throws {ChaintillError} `RECEIPT_UNREADABLE` for what is no receipt, `RECEIPT_FORGED` where the signature or a proof is
 * not right, `RECEIPT_INCONSISTENT` where the parts say different things.
 */
export function checkReceipt(text: string, issuer: string | null, verify: VerifyEd25519): Receipt {
  const receipt = readReceipt(text);
  checkSignature(receipt, issuer, verify);
  checkMoney(receipt);
  for (const block of receipt.blocks) checkBlock(receipt, block);
  if (proofLevelOf(receipt) !== receipt.proofLevel)
    throw inconsistent('it claims another proof level than its proofs reach');
  return receipt;
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
  const hash = blake256(encodeHeader({ ...header, number }));
  for (const { index, bytes, proof } of extrinsics) {
    const extrinsic = hexToBytes(bytes);
    if (!proves(hexToBytes(header.extrinsicsRoot), keyOf(index), proof.map(hexToBytes), extrinsic))
      throw forged('an extrinsic is not proven to be in its block');
    const shown = payments.filter((one) => one.blockNumber === number && one.extrinsicIndex === index);
    if (shown.length === 0) throw inconsistent('it proves an extrinsic that is none of its payments');
    for (const payment of shown) {
      if (payment.blockHash !== hash) throw forged('a header is not the one of its block');
      if (payment.extrinsicHash !== blake256(extrinsic))
        throw forged('an extrinsic is not the one of its payment');
    }
  }
}

function blake256(bytes: Uint8Array): Hex {
  return bytesToHex(hash256(bytes));
}

function unreadable(cause: unknown): ChaintillError {
  return new ChaintillError(
    'RECEIPT_UNREADABLE',
    'the file is no receipt of this version: check which file it is',
    {
      cause,
    },
  );
}

function forged(what: string): ChaintillError {
  return new ChaintillError('RECEIPT_FORGED', `do not trust this receipt: ${what}`);
}

function inconsistent(what: string): ChaintillError {
  return new ChaintillError('RECEIPT_INCONSISTENT', `do not trust this receipt: ${what}`);
}
