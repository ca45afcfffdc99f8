import { DESCRIPTION, describedBy, type AssetDescription } from './asset-description.js';
import type { ChainDatabase } from './database.js';
import type { FailedPaymentRow } from './tables.js';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';

export const FAILED_PAYMENT_COLUMNS = {
  id: { kind: 'text', nullable: false },
  ordinal: { kind: 'integer', nullable: false },
  fromId: { kind: 'account', nullable: true },
  toId: { kind: 'account', nullable: true },
  asset: { kind: 'text', nullable: true },
  value: { kind: 'numeric', nullable: true },
  remark: { kind: 'text', nullable: true },
  reference: { kind: 'text', nullable: true },
  pairing: { kind: 'text', nullable: false },
  callPath: { kind: 'text', nullable: false },
  how: { kind: 'text', nullable: false },
  outcome: { kind: 'text', nullable: false },
  errorPallet: { kind: 'text', nullable: true },
  errorName: { kind: 'text', nullable: true },
  errorDocs: { kind: 'text', nullable: true },
  fee: { kind: 'numeric', nullable: true },
  feePayerId: { kind: 'account', nullable: true },
  signerId: { kind: 'account', nullable: true },
  extrinsicIndex: { kind: 'integer', nullable: false },
  extrinsicHash: { kind: 'text', nullable: false },
  blockId: { kind: 'text', nullable: false },
  blockNumber: { kind: 'integer', nullable: false },
  timestamp: { kind: 'timestamp', nullable: true },
} as const satisfies Columns;

export const FAILED_PAYMENT_POSITION = ['blockNumber', 'ordinal'] as const;

const LOOKUPS: ReadonlySet<string> = new Set(['id', 'fromId', 'toId', 'reference', 'extrinsicHash']);

/** A failed payment with what the chain said of its asset; null where it said nothing. */
export interface DescribedFailedPayment extends FailedPaymentRow, AssetDescription {}

/** Payments that did not happen, of the chain's own token and of assets. */
export function listFailedPayments(
  chain: ChainDatabase,
  request: ListRequest,
): Promise<Page<DescribedFailedPayment>> {
  const table: ListTable = {
    from: chain.table('failedPayments'),
    columns: FAILED_PAYMENT_COLUMNS,
    position: FAILED_PAYMENT_POSITION,
    lookups: LOOKUPS,
    joined: describedBy(chain),
  };
  return readPage(chain.db, table, request);
}

export async function findFailedPayment(
  chain: ChainDatabase,
  id: string,
): Promise<DescribedFailedPayment | undefined> {
  return chain.db
    .selectFrom('failedPayments as f')
    .leftJoin('assets as a', 'a.id', 'f.asset')
    .selectAll('f')
    .select(DESCRIPTION)
    .where('f.id', '=', id)
    .executeTakeFirst();
}
