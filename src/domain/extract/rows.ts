/** Facts → the rows of schema `chain` (`schema.graphql`), the same from whatever adapter. */
import { hexToBytes, type Hex } from '../hex.js';
import { storableText } from '../storable-text.js';
import { decodeUtf8 } from '../utf8.js';
import type { AccountHex, BlockData } from './block.js';
import { failedPaymentRow, type FailedPaymentRow } from './failed-row.js';
import type { AssetFact, BlockFacts, RemarkFact, TransferFact } from './facts.js';
import { placed, readRemark, type Placed } from './placed.js';

export interface TransferRow extends Placed {
  readonly fromId: AccountHex;
  readonly toId: AccountHex;
  readonly value: bigint;
  readonly remark: Hex | undefined;
  readonly eventIndex: number;
  readonly feePayerId: AccountHex | undefined;
  readonly fee: bigint | undefined;
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
  readonly failedPayments: readonly FailedPaymentRow[];
}

export function rowsOf(block: BlockData, facts: BlockFacts): BlockRows {
  const remarks = facts.remarks.map((remark, ordinal) => remarkRow(block, remark, ordinal));
  const transfers: TransferRow[] = [];
  const assetTransfers: AssetTransferRow[] = [];
  for (const fact of facts.transfers) {
    const row = transferRow(block, fact, fact.remark === null ? undefined : remarks[fact.remark]);
    if (fact.asset === null) transfers.push(row);
    else assetTransfers.push({ ...row, asset: fact.asset });
  }
  return {
    transfers,
    assetTransfers,
    remarks,
    assets: latestOf(facts.assets, block.number),
    failedPayments: facts.failedPayments.map((fact, ordinal) => failedPaymentRow(block, fact, ordinal)),
  };
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
    fee: fact.fee ?? undefined,
  };
}

function remarkRow(block: BlockData, fact: RemarkFact, ordinal: number): RemarkRow {
  const size = (fact.bytes.length - 2) / 2;
  const { data, decoded } = readRemark(fact.bytes);
  return {
    ...placed(block, fact, `${block.number}-${ordinal}`),
    ordinal,
    data,
    size,
    codec: decoded.codec,
    text: decoded.text === null ? undefined : storableText(decoded.text),
    reference: decoded.reference ?? undefined,
    executed: fact.executed,
    transferId: fact.transferEventIndex === null ? undefined : `${block.number}-${fact.transferEventIndex}`,
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
  return text === null ? bytes : storableText(text);
}
