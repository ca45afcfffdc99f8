import type { ChainDatabase } from './database.js';
import type { RemarkRow } from './tables.js';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';

export const REMARK_COLUMNS = {
  id: { kind: 'text', nullable: false },
  ordinal: { kind: 'integer', nullable: false },
  data: { kind: 'text', nullable: false },
  size: { kind: 'integer', nullable: false },
  codec: { kind: 'text', nullable: false },
  text: { kind: 'text', nullable: true },
  reference: { kind: 'text', nullable: true },
  executed: { kind: 'text', nullable: false },
  pairing: { kind: 'text', nullable: false },
  transferId: { kind: 'text', nullable: true },
  callPath: { kind: 'text', nullable: true },
  blockId: { kind: 'text', nullable: false },
  blockNumber: { kind: 'integer', nullable: false },
  timestamp: { kind: 'timestamp', nullable: true },
  extrinsicIndex: { kind: 'integer', nullable: true },
  extrinsicHash: { kind: 'text', nullable: true },
  signerId: { kind: 'account', nullable: true },
} as const satisfies Columns;

export const REMARK_POSITION = ['blockNumber', 'ordinal'] as const;

const REMARK_LOOKUPS: ReadonlySet<string> = new Set([
  'id',
  'reference',
  'extrinsicHash',
  'signerId',
  'codec',
]);

export function listRemarks(chain: ChainDatabase, request: ListRequest): Promise<Page<RemarkRow>> {
  const table: ListTable = {
    from: chain.table('remarks'),
    columns: REMARK_COLUMNS,
    position: REMARK_POSITION,
    lookups: REMARK_LOOKUPS,
  };
  return readPage(chain.db, table, request);
}

export async function findRemark(chain: ChainDatabase, id: string): Promise<RemarkRow | undefined> {
  return chain.db.selectFrom('remarks').selectAll().where('id', '=', id).executeTakeFirst();
}
