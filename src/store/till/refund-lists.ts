import { sql, type Selectable } from 'kysely';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import { ofMerchant, OWNED } from './fence.js';
import type { RefundTable } from './tables.js';

export type RefundRow = Selectable<RefundTable>;

export const REFUND_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  createdAt: { kind: 'timestamptz', nullable: false },
} as const satisfies Columns;
export const REFUND_POSITION = ['createdAt', 'id'] as const;

const REFUNDS: ListTable = {
  from: sql`till.refunds`,
  columns: {
    ...REFUND_COLUMNS,
    ...OWNED,
    orderId: { kind: 'uuid', nullable: true },
    status: { kind: 'text', nullable: false },
  },
  position: REFUND_POSITION,
  lookups: new Set(),
};

/** The refunds of one order's payments. @param orderId a UUID */
export function listRefunds(
  till: TillDatabase,
  merchantId: string,
  orderId: string,
  request: ListRequest,
): Promise<Page<RefundRow>> {
  const where = {
    kind: 'all',
    of: [{ kind: 'compare', column: 'orderId', comparator: '=', value: orderId }, request.where],
  } as const;
  return readPage(till, REFUNDS, ofMerchant(merchantId, { ...request, where }));
}

/** All refunds of a merchant. @param status null for whatever became of them */
export function listRefundsOf(
  till: TillDatabase,
  merchantId: string,
  status: RefundRow['status'] | null,
  request: ListRequest,
): Promise<Page<RefundRow>> {
  const { where } = request;
  const narrowed =
    status === null
      ? where
      : ({
          kind: 'all',
          of: [{ kind: 'compare', column: 'status', comparator: '=', value: status }, where],
        } as const);
  return readPage(till, REFUNDS, ofMerchant(merchantId, { ...request, where: narrowed }));
}
