import { matchTransfers, type TransferKey } from '../../store/till/matching.js';
import { findOrders } from '../../store/till/order-reading.js';
import type { Caller } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';

/**
 * The orders that transfers are for, by the merchant's own ids, for a key that may read that merchant's orders; to anybody
 * else there are none.
 * @returns by ids of transfers
 */
export async function orderIdsOf(
  { till }: Pick<GatewayContext, 'till'>,
  caller: Caller,
  transfers: readonly TransferKey[],
): Promise<ReadonlyMap<string, string>> {
  if (caller.kind !== 'merchant' || !caller.scopes.has('orders:read')) return new Map();
  const { merchantId } = caller;
  const matches = await matchTransfers(till, merchantId, transfers);
  const orders = await findOrders(till, merchantId, [...new Set(matches.values())]);
  const names = new Map(orders.map(({ id, orderId }) => [id, orderId]));
  return new Map([...matches].map(([transferId, id]) => [transferId, names.get(id) ?? id]));
}
