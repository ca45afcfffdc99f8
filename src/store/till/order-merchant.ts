import { isUuid } from '../../domain/uuid.js';
import type { TillDatabase } from './database.js';

/**
 * Whose order this is, for the operator; a merchant is told of its own alone (`findOrder`).
 * @param id our own id of the order; what is no UUID is the id of none
 * @returns the merchant's id
 */
export async function findOrderMerchant(till: TillDatabase, id: string): Promise<string | null> {
  if (!isUuid(id)) return null;
  const row = await till.selectFrom('orders').select('merchantId').where('id', '=', id).executeTakeFirst();
  return row?.merchantId ?? null;
}
