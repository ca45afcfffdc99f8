/**
 * The tables of schema `chain`, as @subql/node makes them from schema.graphql. Names are in camelCase here; the database
 * has them in snake_case. What a column means is written in schema.graphql.
 */
import type { Hex } from '../../domain/hex.js';

/** A public key (or 20-byte account) in lower-case hex. */
type Account = Hex;
/** A whole number of any size, as Postgres writes it. */
type Numeric = string;
/** UTC, as `2026-11-21T12:00:00.123Z`. */
type Timestamp = string;

export interface TransferRow {
  readonly id: string;
  readonly fromId: Account;
  readonly toId: Account;
  readonly value: Numeric;
  readonly remark: string | null;
  readonly reference: string | null;
  readonly pairing: string;
  readonly blockId: string;
  readonly blockNumber: number;
  readonly timestamp: Timestamp | null;
  readonly eventIndex: number;
  readonly extrinsicIndex: number | null;
  readonly extrinsicHash: string | null;
  readonly callPath: string | null;
  readonly signerId: Account | null;
  readonly feePayerId: Account | null;
}

export interface AssetTransferRow extends TransferRow {
  readonly asset: string;
}

export interface RemarkRow {
  readonly id: string;
  readonly ordinal: number;
  readonly data: string;
  readonly size: number;
  readonly codec: string;
  readonly text: string | null;
  readonly reference: string | null;
  readonly executed: string;
  readonly pairing: string;
  readonly transferId: string | null;
  readonly callPath: string | null;
  readonly blockId: string;
  readonly blockNumber: number;
  readonly timestamp: Timestamp | null;
  readonly extrinsicIndex: number | null;
  readonly extrinsicHash: string | null;
  readonly signerId: Account | null;
}

export interface AssetRow {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly blockNumber: number;
}

/** SubQuery's own notes on how far it is. */
interface MetadataRow {
  readonly key: string;
  readonly value: unknown;
}

export interface ChainTables {
  readonly transfers: TransferRow;
  readonly assetTransfers: AssetTransferRow;
  readonly remarks: RemarkRow;
  readonly assets: AssetRow;
  readonly _metadata: MetadataRow;
}
