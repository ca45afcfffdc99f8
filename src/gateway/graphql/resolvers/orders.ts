import { countOrders, listOrders, ORDER_COLUMNS, ORDER_POSITION } from '../../../store/till/order-lists.js';
import {
  FAILURE_COLUMNS,
  FAILURE_POSITION,
  listOrderFailures,
  type OrderFailureRow,
} from '../../../store/till/failure-lists.js';
import { findOrder, type OrderName } from '../../../store/till/order-reading.js';
import {
  listPayments,
  PAYMENT_COLUMNS,
  PAYMENT_POSITION,
  type PaymentRow,
} from '../../../store/till/payment-lists.js';
import {
  listRefunds,
  REFUND_COLUMNS,
  REFUND_POSITION,
  type RefundRow,
} from '../../../store/till/refund-lists.js';
import {
  EVENT_COLUMNS,
  listTimeline,
  TIMELINE_POSITION,
  type EventRow,
} from '../../../store/till/timeline.js';
import { requireMerchant } from '../../auth/caller.js';
import { viewFailedAttempts } from '../../failure-view.js';
import { viewOrders } from '../../order-answer.js';
import { countsOf } from '../../order-counts.js';
import type { OrderView } from '../../order-view.js';
import { viewEvent, viewPayments, viewRefunds } from '../../payment-view.js';
import type { GatewayContext } from '../context.js';
import type { FilterFields } from '../filter.js';
import { listField, type Resolver } from '../list-field.js';

/** A list inside an order is a statement of its own. */
const LIST_OF_ORDER = 50;

/** Fields of the filter of orders that are not just their column. */
export const ORDER_FIELDS: FilterFields = {
  account: { column: 'owner' },
  asset: { kind: 'assetId' },
  mode: { kind: 'constant' },
  status: { kind: 'constant' },
  amountState: { kind: 'constant' },
  refundState: { kind: 'constant' },
};

/** The merchant whose orders this request may read. */
export function readerOf({ caller }: Pick<GatewayContext, 'caller'>): string {
  return requireMerchant(caller, 'orders:read').merchantId;
}

async function readOrder(context: GatewayContext, name: OrderName): Promise<OrderView | null> {
  const merchantId = readerOf(context);
  const row = await findOrder(context.till, merchantId, name);
  const [order] = row ? await viewOrders(context, [row]) : [];
  return order ?? null;
}

const order: Resolver<{ orderId: string }> = (_source, { orderId }, context) =>
  readOrder(context, { orderId });

const orderById: Resolver<{ id: string }> = (_source, { id }, context) => readOrder(context, { id });

const orderCounts: Resolver<object> = async (_source, _args, context) => {
  context.rows.take(LIST_OF_ORDER);
  return countsOf(await countOrders(context.till, readerOf(context)));
};

const orders = listField({
  columns: ORDER_COLUMNS,
  position: ORDER_POSITION,
  fields: () => ORDER_FIELDS,
  read: (context, request) => listOrders(context.till, readerOf(context), request),
  view: (rows, context) => viewOrders(context, rows),
});

const payments = listField<PaymentRow, OrderView>({
  columns: PAYMENT_COLUMNS,
  position: PAYMENT_POSITION,
  natural: [{ column: 'blockNumber', direction: 'asc' }],
  leastCost: LIST_OF_ORDER,
  read: (context, request, { id }) => listPayments(context.till, readerOf(context), id, request),
  view: (rows, context) => viewPayments(context, rows),
});

const failedPayments = listField<OrderFailureRow, OrderView>({
  columns: FAILURE_COLUMNS,
  position: FAILURE_POSITION,
  natural: [{ column: 'blockNumber', direction: 'asc' }],
  leastCost: LIST_OF_ORDER,
  read: (context, request, { id }) => listOrderFailures(context.till, readerOf(context), id, request),
  view: (rows, context) => viewFailedAttempts(context, rows),
});

const timeline = listField<EventRow, OrderView>({
  columns: EVENT_COLUMNS,
  position: TIMELINE_POSITION,
  natural: [{ column: 'sequence', direction: 'asc' }],
  leastCost: LIST_OF_ORDER,
  read: (context, request, { id }) => listTimeline(context.till, readerOf(context), id, request),
  view: (rows) => rows.map(viewEvent),
});

const refunds = listField<RefundRow, OrderView>({
  columns: REFUND_COLUMNS,
  position: REFUND_POSITION,
  natural: [{ column: 'createdAt', direction: 'asc' }],
  leastCost: LIST_OF_ORDER,
  read: (context, request, { id }) => listRefunds(context.till, readerOf(context), id, request),
  view: (rows, context) => viewRefunds(context, rows),
});

export const orderResolvers = {
  Query: { order, orderById, orders, orderCounts },
  Order: { payments, failedPayments, timeline, refunds },
};
