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

/** Where a page of `readFailuresOfOrders` goes on: after this attempt, of the order at this place among the ids, from 1. */
export interface FailurePlace {
  readonly place: number;
  readonly blockNumber: number;
  readonly ordinal: number;
}

/**
 * Attempts to pay some orders of a merchant, order by order as their ids are given, and each in chain order.
 * @param orderIds UUIDs
 */
export async function readFailuresOfOrders(
  till: TillDatabase,
  merchantId: string,
  orderIds: readonly string[],
  { after, limit }: { readonly after: FailurePlace | null; readonly limit: number },
): Promise<readonly (OrderFailureRow & FailurePlace)[]> {
  const { place, blockNumber, ordinal } = after ?? { place: 0, blockNumber: 0, ordinal: 0 };
  const { rows } = await sql<OrderFailureRow & FailurePlace>`
    select f.*, k.place::integer as place
    from unnest(${[...orderIds]}::uuid[]) with ordinality k (id, place)
    cross join lateral (
      select * from till.order_failures
      where order_id = k.id and merchant_id = ${merchantId}
        and (k.place > ${place} or (block_number, ordinal) > (${blockNumber}::integer, ${ordinal}::integer))
      order by block_number, ordinal limit ${limit}
    ) f
    where k.place >= ${place}
    order by k.place, f.block_number, f.ordinal limit ${limit}`.execute(till);
  return rows;
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
