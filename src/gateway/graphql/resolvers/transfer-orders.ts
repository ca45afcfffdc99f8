import type { Hex } from '../../../domain/hex.js';
import { matchTransfers, type TransferKey } from '../../../store/till/matching.js';
import { findOrders } from '../../../store/till/order-reading.js';
import { viewOrders } from '../../order-answer.js';
import type { OrderView } from '../../order-view.js';
import { inBatches } from '../batch.js';
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

/** Null, and no error, for whoever may not read orders: the transfer itself is everybody's. */
const order: Resolver<object, ShownTransfer> = ({ id, to, reference }, _args, context) => {
  const { caller, rows } = context;
  if (caller.kind !== 'merchant' || !caller.scopes.has('orders:read')) return null;
  rows.take(1);
  return orderOf(context, { id, toId: to.publicKey as Hex, reference });
};

export const transferOrderResolvers = { Transfer: { order }, AssetTransfer: { order } };
