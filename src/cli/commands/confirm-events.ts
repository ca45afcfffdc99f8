/** What the metadata of a runtime tells of a receipt's payments: that they are events of their blocks. */
import { readFile } from 'node:fs/promises';
import { createBlockDecoder, type BlockDecoder } from '../../backfill/decode/block-decoder.js';
import { ScaleError } from '../../backfill/decode/cursor.js';
import { ChaintillError } from '../../domain/errors.js';
import type { EventData } from '../../domain/extract/block.js';
import { bytesToHex, isHex, type Hex } from '../../domain/hex.js';
import { provenEvents } from '../../domain/receipt/events.js';
import type { Receipt, ReceiptPayment } from '../../domain/receipt/receipt.js';

/**
 * @param files each with metadata of a runtime
 * @throws {ChaintillError} `FILE_UNREADABLE`; as {@link confirmEvents}
 */
export async function confirmEventsBy(files: readonly string[], receipt: Receipt): Promise<void> {
  confirmEvents(receipt, await Promise.all(files.map(readMetadata)));
}

/**
 * @param file with the answer to `state_getMetadata`, in hex or as bytes
 * @throws {ChaintillError} `FILE_UNREADABLE`
 */
async function readMetadata(file: string): Promise<Hex> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    throw new ChaintillError('FILE_UNREADABLE', 'the metadata cannot be read: check the path of the file', {
      cause,
    });
  }
  const text = bytes.toString('latin1').trim();
  return isHex(text) ? text : bytesToHex(bytes);
}

/**
 * @param metadata of all runtimes that made blocks of the receipt, in any order
 * @throws {ChaintillError} `RECEIPT_EVENTS_UNPROVEN` where a payment's block has no proof of its events, `RECEIPT_FORGED` where
 * by none of the metadata a payment is an event of it; as {@link createBlockDecoder}
 */
export function confirmEvents(receipt: Receipt, metadata: readonly Hex[]): void {
  const decoders = metadata.map(createBlockDecoder);
  const byNumber = new Map(receipt.blocks.map((block) => [block.number, block]));
  for (const payment of receipt.payments) {
    const block = byNumber.get(payment.blockNumber);
    const value = block ? provenEvents(block) : null;
    if (value === null) {
      throw new ChaintillError(
        'RECEIPT_EVENTS_UNPROVEN',
        `the receipt does not prove the events of block ${payment.blockNumber}: metadata tells nothing of them`,
      );
    }
    const events = bytesToHex(value);
    if (
      !decoders.some((decoder) => isTransfer(eventOf(decoder, events, payment), payment, receipt.order.asset))
    ) {
      throw new ChaintillError(
        'RECEIPT_FORGED',
        `do not trust this receipt, or get the metadata of the block's own runtime: by what was given, payment ${payment.id} is no event of its block`,
      );
    }
  }
}

/** @returns undefined where the metadata is not of the runtime that made these events. */
function eventOf(decoder: BlockDecoder, events: Hex, { eventIndex }: ReceiptPayment): EventData | undefined {
  try {
    return decoder.events(events).events[eventIndex];
  } catch (error) {
    if (error instanceof ScaleError) return undefined;
    throw error;
  }
}

function isTransfer(event: EventData | undefined, payment: ReceiptPayment, asset: string | null): boolean {
  if (event?.phase !== payment.extrinsicIndex) return false;
  const { from, to, value } = payment;
  const expected = [...(asset === null ? [] : [asset]), from, to, BigInt(value)];
  return (
    event.name === (asset === null ? 'balances.Transfer' : 'assets.Transferred') &&
    expected.every((field, i) => event.fields[i] === field)
  );
}
