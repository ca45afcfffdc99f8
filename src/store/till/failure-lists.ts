import { sql, type Selectable } from 'kysely';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import type { OrderFailureTable } from './failure-tables.js';
import { ofMerchant, OWNED } from './fence.js';

export type OrderFailureRow = Selectable<OrderFailureTable>;

export const FAILURE_COLUMNS = {
  blockNumber: { kind: 'integer', nullable: false },
  ordinal: { kind: 'integer', nullable: false },
} as const satisfies Columns;
export const FAILURE_POSITION = ['blockNumber', 'ordinal'] as const;

const FAILURES: ListTable = {
  from: sql`till.order_failures`,
  columns: { ...FAILURE_COLUMNS, ...OWNED, orderId: { kind: 'uuid', nullable: true } },
  position: FAILURE_POSITION,
  lookups: new Set(),
};

/** Attempts to pay one order of a merchant that failed. @param orderId a UUID */
export function listOrderFailures(
  till: TillDatabase,
  merchantId: string,
  orderId: string,
  request: ListRequest,
): Promise<Page<OrderFailureRow>> {
  const where = {
    kind: 'all',
    of: [{ kind: 'compare', column: 'orderId', comparator: '=', value: orderId }, request.where],
  } as const;
  return readPage(till, FAILURES, ofMerchant(merchantId, { ...request, where }));
}

/** @param orderId a UUID */
export async function findNewestFailure(
  till: TillDatabase,
  orderId: string,
): Promise<OrderFailureRow | undefined> {
  return till
    .selectFrom('orderFailures')
    .selectAll()
    .where('orderId', '=', orderId)
    .orderBy('blockNumber', 'desc')
    .orderBy('ordinal', 'desc')
    .limit(1)
    .executeTakeFirst();
}
