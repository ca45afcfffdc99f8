/** Facts → the rows of schema `chain` (`schema.graphql`), the same from whatever adapter. */
import { hexToBytes, type Hex } from '../hex.js';
import { decodeRemark } from '../remark/decode.js';
import { decodeUtf8 } from '../utf8.js';
import type { AccountHex, BlockData } from './block.js';
import type { AssetFact, BlockFacts, Pairing, RemarkFact, TransferFact } from './facts.js';

/** Columns that a row of a block's transfer or remark has. A field that is absent is NULL. */
interface Placed {
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

export interface TransferRow extends Placed {
  readonly fromId: AccountHex;
  readonly toId: AccountHex;
  readonly value: bigint;
  readonly remark: Hex | undefined;
  readonly eventIndex: number;
  readonly feePayerId: AccountHex | undefined;
}

export interface AssetTransferRow extends TransferRow {
  readonly asset: string;
}

export interface RemarkRow extends Placed {
  readonly ordinal: number;
  readonly data: Hex;
  readonly size: number;
  readonly codec: string;
  readonly text: string | undefined;
  readonly executed: 'yes' | 'unknown';
  readonly transferId: string | undefined;
}

export interface AssetRow {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly blockNumber: number;
}

export interface BlockRows {
  readonly transfers: readonly TransferRow[];
  readonly assetTransfers: readonly AssetTransferRow[];
  readonly remarks: readonly RemarkRow[];
  readonly assets: readonly AssetRow[];
}

/** What is kept of a remark that is too long to decode. */
const KEPT_OF_OVERSIZED = 1024;

export function rowsOf(block: BlockData, facts: BlockFacts): BlockRows {
  const remarks = facts.remarks.map((remark, ordinal) => remarkRow(block, remark, ordinal));
  const transfers: TransferRow[] = [];
  const assetTransfers: AssetTransferRow[] = [];
  for (const fact of facts.transfers) {
    const row = transferRow(block, fact, fact.remark === null ? undefined : remarks[fact.remark]);
    if (fact.asset === null) transfers.push(row);
    else assetTransfers.push({ ...row, asset: fact.asset });
  }
  return { transfers, assetTransfers, remarks, assets: latestOf(facts.assets, block.number) };
}

function transferRow(block: BlockData, fact: TransferFact, remark: RemarkRow | undefined): TransferRow {
  return {
    ...placed(block, fact, `${block.number}-${fact.eventIndex}`),
    fromId: fact.from,
    toId: fact.to,
    value: fact.value,
    remark: remark?.data,
    reference: remark?.reference,
    eventIndex: fact.eventIndex,
    feePayerId: fact.feePayer ?? undefined,
  };
}

function remarkRow(block: BlockData, fact: RemarkFact, ordinal: number): RemarkRow {
  const size = (fact.bytes.length - 2) / 2;
  const decoded = decodeRemark(hexToBytes(fact.bytes));
  const oversized = decoded.codec === 'oversized';
  return {
    ...placed(block, fact, `${block.number}-${ordinal}`),
    ordinal,
    data: oversized ? (fact.bytes.slice(0, 2 + 2 * KEPT_OF_OVERSIZED) as Hex) : fact.bytes,
    size,
    codec: decoded.codec,
    text: decoded.text === null ? undefined : storable(decoded.text),
    reference: decoded.reference ?? undefined,
    executed: fact.executed,
    transferId: fact.transferEventIndex === null ? undefined : `${block.number}-${fact.transferEventIndex}`,
  };
}

function placed(block: BlockData, fact: TransferFact | RemarkFact, id: string): Omit<Placed, 'reference'> {
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

/** One row an asset: the last of the block. */
function latestOf(facts: readonly AssetFact[], blockNumber: number): AssetRow[] {
  const rows = new Map<string, AssetRow>();
  for (const { asset, name, symbol, decimals } of facts) {
    rows.set(asset, { id: asset, name: chainText(name), symbol: chainText(symbol), decimals, blockNumber });
  }
  return [...rows.values()];
}

/** Text as the chain has it; bytes that are no UTF-8 stay visible as hex. */
function chainText(bytes: Hex): string {
  const text = decodeUtf8(hexToBytes(bytes));
  return text === null ? bytes : storable(text);
}

/** Postgres cannot hold NUL in text. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
