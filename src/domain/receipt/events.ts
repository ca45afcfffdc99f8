/** The events of a receipt's blocks, in which its payments stand. */
import { hexToBytes } from '../hex.js';
import { EVENTS_KEY } from '../system-events.js';
import { nibblesOf, type Nibbles } from '../trie/nibbles.js';
import { provenValue } from '../trie/proof.js';
import type { ReceiptBlock, ReceiptContent } from './receipt.js';
import { forged } from './refusal.js';
import { findTransfers, type FoundTransfer, type PaidTransfer } from './transfer-event.js';

/** Where a state keeps a block's events. */
export const EVENTS_PATH: Nibbles = nibblesOf(hexToBytes(EVENTS_KEY));

/**
 * The value of `System.Events` after a block.
 * @returns null for a block without proof of it.
 * @throws {ChaintillError} `RECEIPT_FORGED` where the proof is not right
 */
export function provenEvents({ header, events }: ReceiptBlock): Uint8Array | null {
  if (events === undefined || 'missing' in events) return null;
  const value = provenValue(hexToBytes(header.stateRoot), EVENTS_PATH, events.proof.map(hexToBytes));
  if (value === null) throw forged("a block's events are not proven");
  return value;
}

/**
 * The payments of a block as its proven events have them.
 * @returns null for a block without such a proof.
 * @throws {ChaintillError} `RECEIPT_FORGED` where the proof is not right, or a payment not in the events
 */
export function provenTransfers(
  { order, payments }: Pick<ReceiptContent, 'order' | 'payments'>,
  block: ReceiptBlock,
): readonly FoundTransfer[] | null {
  const value = provenEvents(block);
  if (value === null) return null;
  const found = findTransfers(value, transfersOf(payments, block.number), order.asset);
  if (found === null) throw forged("a payment is not in its block's events");
  return found;
}

function transfersOf(payments: ReceiptContent['payments'], number: number): readonly PaidTransfer[] {
  return payments.flatMap(({ extrinsicIndex, ...payment }) =>
    payment.blockNumber === number && extrinsicIndex !== null ? [{ ...payment, extrinsicIndex }] : [],
  );
}
