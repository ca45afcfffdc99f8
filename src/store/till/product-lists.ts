import { sql } from 'kysely';
import type { Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import { ofMerchant, OWNED } from './fence.js';
import type { ProductRow } from './products.js';

export const PRODUCT_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  createdAt: { kind: 'timestamptz', nullable: false },
} as const satisfies Columns;

/** In the order in which they were made. */
export const PRODUCT_POSITION = ['createdAt', 'id'] as const;

const PRODUCTS: ListTable = {
  from: sql`till.products`,
  columns: { ...PRODUCT_COLUMNS, ...OWNED },
  position: PRODUCT_POSITION,
  lookups: new Set(),
};

/** A merchant's products, those that cannot be ordered included. */
export function listProducts(
  till: TillDatabase,
  merchantId: string,
  request: ListRequest,
): Promise<Page<ProductRow>> {
  return readPage(till, PRODUCTS, ofMerchant(merchantId, request));
}
