/** The columns of the tables of schema `chain` that a backfill writes, all of them: the types see to it. */
import type { CompanyAddressRow, CompanyRow, CompanyVersionRow } from '../../../domain/company/rows.js';
import type { FailedPaymentRow } from '../../../domain/extract/failed-row.js';
import type { Placed } from '../../../domain/extract/placed.js';
import type {
  AssetRow,
  AssetTransferRow,
  BlockRows,
  RemarkRow,
  TransferRow,
} from '../../../domain/extract/rows.js';

type All<Row> = Readonly<Record<keyof Row, true>>;

const PLACED: All<Placed> = {
  id: true,
  reference: true,
  pairing: true,
  blockId: true,
  blockNumber: true,
  timestamp: true,
  extrinsicIndex: true,
  extrinsicHash: true,
  callPath: true,
  signerId: true,
};
const TRANSFER: All<TransferRow> = {
  ...PLACED,
  fromId: true,
  toId: true,
  value: true,
  remark: true,
  eventIndex: true,
  feePayerId: true,
  fee: true,
};
const ASSET_TRANSFER: All<AssetTransferRow> = { ...TRANSFER, asset: true };
const REMARK: All<RemarkRow> = {
  ...PLACED,
  ordinal: true,
  data: true,
  size: true,
  codec: true,
  text: true,
  executed: true,
  transferId: true,
};
const FAILED_PAYMENT: All<FailedPaymentRow> = {
  ...PLACED,
  ordinal: true,
  fromId: true,
  toId: true,
  asset: true,
  value: true,
  remark: true,
  how: true,
  outcome: true,
  errorPallet: true,
  errorName: true,
  errorDocs: true,
  fee: true,
  feePayerId: true,
};
const ASSET: All<AssetRow> = { id: true, name: true, symbol: true, decimals: true, blockNumber: true };
const COMPANY: All<CompanyRow> = {
  id: true,
  registryIndex: true,
  entityId: true,
  status: true,
  ownerId: true,
  name: true,
  versionId: true,
  openAddresses: true,
  firstBlock: true,
  blockNumber: true,
};
const COMPANY_VERSION: All<CompanyVersionRow> = {
  id: true,
  companyId: true,
  status: true,
  ownerId: true,
  data: true,
  editableByRegistrar: true,
  name: true,
  hook: true,
  success: true,
  failure: true,
  problems: true,
  unreadable: true,
  request: true,
  requestData: true,
  cause: true,
  fromBlock: true,
  untilBlock: true,
  blockId: true,
  timestamp: true,
};
const COMPANY_ADDRESS: All<CompanyAddressRow> = {
  id: true,
  companyId: true,
  accountId: true,
  role: true,
  fromBlock: true,
  untilBlock: true,
};

export interface Table {
  readonly name: string;
  /** In camelCase, as the rows have them. */
  readonly columns: readonly string[];
}

/** The tables that only grow: a block adds rows and changes none. */
export const GROWING: Readonly<Record<Exclude<keyof BlockRows, 'assets'>, Table>> = {
  transfers: table('transfers', TRANSFER),
  assetTransfers: table('asset_transfers', ASSET_TRANSFER),
  remarks: table('remarks', REMARK),
  failedPayments: table('failed_payments', FAILED_PAYMENT),
};

/** The tables whose rows a later block may change, by their entities in schema.graphql. */
export const CHANGING: Readonly<Record<string, Table>> = {
  Asset: table('assets', ASSET),
  Company: table('companies', COMPANY),
  CompanyVersion: table('company_versions', COMPANY_VERSION),
  CompanyAddress: table('company_addresses', COMPANY_ADDRESS),
};

function table(name: string, columns: Readonly<Record<string, true>>): Table {
  return { name, columns: Object.keys(columns) };
}

/** A column as the database names it. */
export function columnName(column: string): string {
  return column.replace(/[A-Z]/g, '_$&').toLowerCase();
}
