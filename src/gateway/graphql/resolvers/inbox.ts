import { findOrders } from '../../../store/till/order-reading.js';
import { listUnmatched, PAYMENT_COLUMNS, PAYMENT_POSITION } from '../../../store/till/payment-lists.js';
import { viewOrders } from '../../order-answer.js';
import type { OrderView } from '../../order-view.js';
import { viewPayments, type PaymentView } from '../../payment-view.js';
import { suggestedOrders, type SuggestedOrder } from '../../suggested-orders.js';
import { inBatches } from '../batch.js';
import { listField, type Resolver } from '../list-field.js';
import { readerOf } from './orders.js';

/** Looking for orders that money may be meant for is several statements. */
const SUGGESTING = 25;

const unmatched = listField({
  columns: PAYMENT_COLUMNS,
  position: PAYMENT_POSITION,
  fields: () => ({
    id: { column: 'transferId' },
    fromId: { column: 'fromAccount' },
    toId: { column: 'toAccount' },
    asset: { kind: 'assetId' },
    use: { kind: 'constant' },
  }),
  read: (context, request) => listUnmatched(context.till, readerOf(context), request),
  view: (rows, context) => viewPayments(context, rows),
});

const orderOf = inBatches<string, OrderView | null>(async (context, ids) => {
  const rows = await findOrders(context.till, readerOf(context), [...new Set(ids)]);
  const orders = new Map((await viewOrders(context, rows)).map((order) => [order.id, order]));
  return ids.map((id) => orders.get(id) ?? null);
});

const order: Resolver<object, PaymentView> = ({ orderId }, _args, context) => {
  context.rows.take(1);
  return orderId === null ? null : orderOf(context, orderId);
};

/** One payment after the other, so that a page of them leaves connections to everybody else. */
const suggestedFor = inBatches<PaymentView, readonly SuggestedOrder[]>(async (context, payments) => {
  context.rows.take(SUGGESTING * payments.length);
  const suggestions: (readonly SuggestedOrder[])[] = [];
  for (const payment of payments) {
    suggestions.push(await suggestedOrders(context, readerOf(context), payment));
  }
  return suggestions;
});

const suggested: Resolver<object, PaymentView> = (payment, _args, context) =>
  payment.inbox === 'WAITING' ? suggestedFor(context, payment) : [];

export const inboxResolvers = {
  Query: { unmatched },
  Payment: { order, suggestedOrders: suggested },
};
