import type { OrderRate } from '../../domain/order/rate.js';
import { matchTransfers, type TransferKey } from '../../store/till/matching.js';
import { findOrders } from '../../store/till/order-reading.js';
import type { Caller } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import { orderRate } from '../order-rate.js';

/** What of an order stands beside a transfer that is for it. */
export interface EntryOrder {
  /** The merchant's own id. */
  readonly orderId: string;
  readonly asset: string | null;
  readonly rate: OrderRate | null;
}

/**
 * The orders that transfers are for, for a key that may read that merchant's orders; to anybody else there are none.
 * @returns by ids of transfers
 */
export async function entryOrdersOf(
  { till }: Pick<GatewayContext, 'till'>,
  caller: Caller,
  transfers: readonly TransferKey[],
): Promise<ReadonlyMap<string, EntryOrder>> {
  if (caller.kind !== 'merchant' || !caller.scopes.has('orders:read')) return new Map();
  const { merchantId } = caller;
  const matches = await matchTransfers(till, merchantId, transfers);
  const orders = await findOrders(till, merchantId, [...new Set(matches.values())]);
  const known = new Map(orders.map((order) => [order.id, order]));
  return new Map(
    [...matches].flatMap(([transferId, id]) => {
      const order = known.get(id);
      if (!order) return [];
      const { orderId, asset } = order;
      return [[transferId, { orderId, asset, rate: orderRate(order) }]];
    }),
  );
}
