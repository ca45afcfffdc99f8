import { sql } from 'kysely';
import type { Columns, Condition } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import type { EndpointRow } from './endpoints.js';
import { ofMerchant, OWNED } from './fence.js';

export const ENDPOINT_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  createdAt: { kind: 'timestamptz', nullable: false },
} as const satisfies Columns;

/** In the order in which they were made. */
export const ENDPOINT_POSITION = ['createdAt', 'id'] as const;

const ENDPOINTS: ListTable = {
  from: sql`till.endpoints`,
  columns: { ...ENDPOINT_COLUMNS, ...OWNED, status: { kind: 'text', nullable: false } },
  position: ENDPOINT_POSITION,
  lookups: new Set(),
};

const NOT_DELETED: Condition = { kind: 'compare', column: 'status', comparator: '<>', value: 'deleted' };

/** A merchant's endpoints: its own, and those that stand for the webhook URLs of its orders. */
export function listEndpoints(
  till: TillDatabase,
  merchantId: string,
  request: ListRequest,
): Promise<Page<EndpointRow>> {
  const where: Condition = { kind: 'all', of: [NOT_DELETED, request.where] };
  return readPage(till, ENDPOINTS, ofMerchant(merchantId, { ...request, where }));
}
