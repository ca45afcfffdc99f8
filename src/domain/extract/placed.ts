/** What the rows of a block have in common. */
import { hexToBytes, type Hex } from '../hex.js';
import { decodeRemark, type DecodedRemark } from '../remark/decode.js';
import type { AccountHex, BlockData } from './block.js';
import type { Origin, Pairing } from './facts.js';

/** Columns that a row of a block's transfer, remark or failed payment has. A field that is absent is NULL. */
export interface Placed {
  readonly id: string;
  /** Block hash. */
  readonly blockId: Hex;
  readonly blockNumber: number;
  readonly timestamp: Date | undefined;
  readonly extrinsicIndex: number | undefined;
  readonly extrinsicHash: Hex | undefined;
  readonly callPath: string | undefined;
  readonly signerId: AccountHex | undefined;
  readonly reference: string | undefined;
  readonly pairing: Pairing;
}

export function placed(
  block: BlockData,
  fact: Origin & { readonly pairing: Pairing },
  id: string,
): Omit<Placed, 'reference'> {
  return {
    id,
    blockId: block.hash,
    blockNumber: block.number,
    timestamp: block.timestamp === null ? undefined : new Date(block.timestamp),
    extrinsicIndex: fact.extrinsicIndex ?? undefined,
    extrinsicHash: fact.extrinsicHash ?? undefined,
    callPath: fact.callPath ?? undefined,
    signerId: fact.signer ?? undefined,
    pairing: fact.pairing,
  };
}

/** Bytes that are kept of a remark that is too long to decode. */
const KEPT_OF_OVERSIZED = 1024;

/** What a remark says, and its bytes as they are stored. */
export function readRemark(bytes: Hex): { readonly data: Hex; readonly decoded: DecodedRemark } {
  const decoded = decodeRemark(hexToBytes(bytes));
  const oversized = decoded.codec === 'oversized';
  return { data: oversized ? (bytes.slice(0, 2 + 2 * KEPT_OF_OVERSIZED) as Hex) : bytes, decoded };
}
