import type { Hex } from '../../../domain/hex.js';
import { matchTransfers, type TransferKey } from '../../../store/till/matching.js';
import { findOrders } from '../../../store/till/order-reading.js';
import { viewOrders } from '../../order-answer.js';
import { ratedValue } from '../../order-rate.js';
import type { OrderView } from '../../order-view.js';
import { inBatches } from '../batch.js';
import type { GatewayContext } from '../context.js';
import type { Resolver } from '../list-field.js';
import { readerOf } from './orders.js';

/** A transfer or asset transfer as `Views` shows it. */
interface ShownTransfer {
  readonly id: string;
  readonly to: { readonly publicKey: string };
  readonly reference: string | null;
}

const orderOf = inBatches<TransferKey, OrderView | null>(async (context, transfers) => {
  const merchantId = readerOf(context);
  const matches = await matchTransfers(context.till, merchantId, transfers);
  const rows = await findOrders(context.till, merchantId, [...new Set(matches.values())]);
  const orders = new Map((await viewOrders(context, rows)).map((order) => [order.id, order]));
  return transfers.map(({ id }) => orders.get(matches.get(id) ?? '') ?? null);
});

/** The order as the caller may see it. Null, and no error, for whoever may not read orders: the transfer itself is everybody's. */
function orderSeen(
  { id, to, reference }: ShownTransfer,
  context: GatewayContext,
): Promise<OrderView | null> | null {
  const { caller, rows } = context;
  if (caller.kind !== 'merchant' || !caller.scopes.has('orders:read')) return null;
  rows.take(1);
  return orderOf(context, { id, toId: to.publicKey as Hex, reference });
}

const order: Resolver<object, ShownTransfer> = (transfer, _args, context) => orderSeen(transfer, context);

/** An entry of a company's history. */
type ShownEntry = ShownTransfer & Parameters<typeof ratedValue>[0];

export const rated: Resolver<object, ShownEntry> = async (entry, _args, context) => {
  const seen = await orderSeen(entry, context);
  const value = seen && ratedValue(entry, seen);
  return value && { currency: value.rateCurrency, rate: value.rate, value: value.rateValue };
};

export const transferOrderResolvers = { Transfer: { order }, AssetTransfer: { order } };
