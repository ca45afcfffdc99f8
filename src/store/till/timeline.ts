import { sql, type Selectable } from 'kysely';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import { ofMerchant, OWNED } from './fence.js';
import type { EventTable } from './tables.js';

export type EventRow = Selectable<EventTable>;

export const EVENT_COLUMNS = { sequence: { kind: 'integer', nullable: false } } as const satisfies Columns;
/** Among the events of one order. */
export const TIMELINE_POSITION = ['sequence'] as const;

const EVENTS: ListTable = {
  from: sql`till.events`,
  columns: { ...EVENT_COLUMNS, ...OWNED, orderId: { kind: 'uuid', nullable: true } },
  position: TIMELINE_POSITION,
  lookups: new Set(),
};

/** What was told of one order of a merchant. @param orderId a UUID */
export function listTimeline(
  till: TillDatabase,
  merchantId: string,
  orderId: string,
  request: ListRequest,
): Promise<Page<EventRow>> {
  const where = {
    kind: 'all',
    of: [{ kind: 'compare', column: 'orderId', comparator: '=', value: orderId }, request.where],
  } as const;
  return readPage(till, EVENTS, ofMerchant(merchantId, { ...request, where }));
}
