import { sql, type Selectable } from 'kysely';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';
import type { DepositDifferenceTable } from './deposit-tables.js';
import { ofMerchant, OWNED } from './fence.js';

/** With the merchant's own id of its order. */
export type DifferenceRow = Selectable<DepositDifferenceTable> & { readonly merchantsOrderId: string };

export const DIFFERENCE_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  noticedAt: { kind: 'timestamptz', nullable: false },
} as const satisfies Columns;
export const DIFFERENCE_POSITION = ['noticedAt', 'id'] as const;

const ALL: ListTable = {
  from: sql`till.deposit_differences`,
  columns: { ...DIFFERENCE_COLUMNS, ...OWNED },
  position: DIFFERENCE_POSITION,
  lookups: new Set(),
  joined: {
    columns: sql`o.order_id as merchants_order_id`,
    join: sql`join till.orders o on o.id = r.order_id`,
  },
};
const WAITING: ListTable = {
  ...ALL,
  from: sql`(select * from till.deposit_differences where reason = 'unexplained' and acknowledged_at is null) waiting`,
};

/** A merchant's differences. @param waiting only those that wait for somebody */
export function listDifferences(
  till: TillDatabase,
  merchantId: string,
  waiting: boolean,
  request: ListRequest,
): Promise<Page<DifferenceRow>> {
  return readPage(till, waiting ? WAITING : ALL, ofMerchant(merchantId, request));
}

/** @param id a UUID. @returns null where the merchant has none of that id. */
export async function findDifference(
  till: TillDatabase,
  merchantId: string,
  id: string,
): Promise<DifferenceRow | null> {
  const row = await till
    .selectFrom('depositDifferences as d')
    .innerJoin('orders as o', 'o.id', 'd.orderId')
    .selectAll('d')
    .select('o.orderId as merchantsOrderId')
    .where('d.id', '=', id)
    .where('d.merchantId', '=', merchantId)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Takes a difference off the list of those that wait. One that is acknowledged stays as it is.
 * @param note why; null for nothing
 * @returns whether the merchant has it
 */
export async function acknowledgeDifference(
  till: TillDatabase,
  merchantId: string,
  { id, note }: { readonly id: string; readonly note: string | null },
  actor: Actor,
): Promise<boolean> {
  return till.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable('depositDifferences')
      .set({ acknowledgedAt: sql<Date>`now()`, acknowledgedBy: actor.id, note })
      .where('id', '=', id)
      .where('merchantId', '=', merchantId)
      .where('acknowledgedAt', 'is', null)
      .returning('address')
      .executeTakeFirst();
    if (!changed) return (await findDifference(transaction, merchantId, id)) !== null;
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'depositDifference.acknowledge',
      subjectKind: 'depositDifference',
      subjectId: id,
      before: { acknowledged: false },
      after: { acknowledged: true, note },
    });
    return true;
  });
}
