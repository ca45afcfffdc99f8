import type { TillDatabase } from './database.js';
import type { PaymentRow } from './payment-lists.js';

/**
 * What counts for one order of a merchant, in the order of the chain.
 * @param orderId a UUID
 * @param most rows at the most
 */
export function readCountedPayments(
  till: TillDatabase,
  { merchantId, orderId }: { readonly merchantId: string; readonly orderId: string },
  most: number,
): Promise<readonly PaymentRow[]> {
  return till
    .selectFrom('payments')
    .selectAll()
    .where('merchantId', '=', merchantId)
    .where('orderId', '=', orderId)
    .where('use', '=', 'counted')
    .orderBy('blockNumber')
    .orderBy('eventIndex')
    .limit(most)
    .execute();
}
