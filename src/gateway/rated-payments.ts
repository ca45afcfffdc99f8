import { findOrders } from '../store/till/order-reading.js';
import type { PaymentRow } from '../store/till/payment-lists.js';
import { viewUnit } from './company-history/unit.js';
import type { GatewayContext } from './graphql/context.js';
import { describeAssets } from './order-answer.js';
import { orderRate, ratedValue, type RatedValue } from './order-rate.js';

/**
 * What payments of a merchant were worth by the rates of their orders.
 * @returns by ids of transfers, those whose order has a rate that says something of them
 */
export async function ratePayments(
  { till, chain, network }: Pick<GatewayContext, 'till' | 'chain' | 'network'>,
  merchantId: string,
  rows: readonly PaymentRow[],
): Promise<ReadonlyMap<string, RatedValue>> {
  const ids = rows.flatMap(({ orderId }) => orderId ?? []);
  const orders = await findOrders(till, merchantId, [...new Set(ids)]);
  const rated = new Map(orders.map((order) => [order.id, { asset: order.asset, rate: orderRate(order) }]));
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  return new Map(
    rows.flatMap(({ transferId, orderId, asset, value }) => {
      const order = orderId === null ? undefined : rated.get(orderId);
      const { decimals } = viewUnit(network, asset, asset === null ? null : (described.get(asset) ?? null));
      const worth = order && ratedValue({ asset, value, decimals }, order);
      return worth ? [[transferId, worth]] : [];
    }),
  );
}
