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
  readonly fee: Numeric | null;
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

export interface FailedPaymentRow {
  readonly id: string;
  readonly ordinal: number;
  readonly fromId: Account | null;
  readonly toId: Account | null;
  readonly asset: string | null;
  readonly value: Numeric | null;
  readonly remark: string | null;
  readonly reference: string | null;
  readonly pairing: string;
  readonly callPath: string;
  readonly how: string;
  readonly outcome: string;
  readonly errorPallet: string | null;
  readonly errorName: string | null;
  readonly errorDocs: string | null;
  readonly fee: Numeric | null;
  readonly feePayerId: Account | null;
  readonly signerId: Account | null;
  readonly extrinsicIndex: number;
  readonly extrinsicHash: string;
  readonly blockId: string;
  readonly blockNumber: number;
  readonly timestamp: Timestamp | null;
}

export interface AssetRow {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
  readonly blockNumber: number;
}

export interface CompanyRow {
  readonly id: string;
  readonly registryIndex: number;
  readonly entityId: number;
  readonly status: string;
  readonly ownerId: Account | null;
  readonly name: string | null;
  readonly versionId: string;
  readonly openAddresses: string;
  readonly firstBlock: number;
  readonly blockNumber: number;
}

export interface CompanyVersionRow {
  readonly id: string;
  readonly companyId: string;
  readonly status: string;
  readonly ownerId: Account | null;
  readonly data: Hex | null;
  readonly editableByRegistrar: boolean | null;
  readonly name: string | null;
  readonly hook: string | null;
  readonly success: string | null;
  readonly failure: string | null;
  readonly problems: string;
  readonly unreadable: string | null;
  readonly request: string;
  readonly requestData: Hex | null;
  readonly cause: string;
  readonly fromBlock: number;
  readonly untilBlock: number | null;
  readonly blockId: string;
  readonly timestamp: Timestamp | null;
}

export interface CompanyAddressRow {
  readonly id: string;
  readonly companyId: string;
  readonly accountId: Account;
  readonly role: string;
  readonly fromBlock: number;
  readonly untilBlock: number | null;
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
  readonly failedPayments: FailedPaymentRow;
  readonly assets: AssetRow;
  readonly companies: CompanyRow;
  readonly companyVersions: CompanyVersionRow;
  readonly companyAddresses: CompanyAddressRow;
  readonly _metadata: MetadataRow;
}
