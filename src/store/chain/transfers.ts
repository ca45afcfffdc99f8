import type { ChainDatabase } from './database.js';
import type { TransferRow } from './tables.js';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';

export const TRANSFER_COLUMNS = {
  id: { kind: 'text', nullable: false },
  fromId: { kind: 'account', nullable: false },
  toId: { kind: 'account', nullable: false },
  value: { kind: 'numeric', nullable: false },
  remark: { kind: 'text', nullable: true },
  reference: { kind: 'text', nullable: true },
  pairing: { kind: 'text', nullable: false },
  blockId: { kind: 'text', nullable: false },
  blockNumber: { kind: 'integer', nullable: false },
  timestamp: { kind: 'timestamp', nullable: true },
  eventIndex: { kind: 'integer', nullable: false },
  extrinsicIndex: { kind: 'integer', nullable: true },
  extrinsicHash: { kind: 'text', nullable: true },
  callPath: { kind: 'text', nullable: true },
  signerId: { kind: 'account', nullable: true },
  feePayerId: { kind: 'account', nullable: true },
} as const satisfies Columns;

/** An event's place on chain; native and asset transfers share it, as an event is one or the other. */
export const EVENT_POSITION = ['blockNumber', 'eventIndex'] as const;
export const TRANSFER_LOOKUPS: ReadonlySet<string> = new Set([
  'id',
  'fromId',
  'toId',
  'reference',
  'extrinsicHash',
]);

/** Transfers of the chain's own token. */
export function listTransfers(chain: ChainDatabase, request: ListRequest): Promise<Page<TransferRow>> {
  const table: ListTable = {
    from: chain.table('transfers'),
    columns: TRANSFER_COLUMNS,
    position: EVENT_POSITION,
    lookups: TRANSFER_LOOKUPS,
  };
  return readPage(chain.db, table, request);
}

export async function findTransfer(chain: ChainDatabase, id: string): Promise<TransferRow | undefined> {
  return chain.db.selectFrom('transfers').selectAll().where('id', '=', id).executeTakeFirst();
}
