/** What a merchant reads of its orders by REST; the answers are the objects of the GraphQL API. */
import type { FastifyInstance } from 'fastify';
import { ALWAYS } from '../../store/lists/condition.js';
import { FAILURE_COLUMNS, FAILURE_POSITION, listOrderFailures } from '../../store/till/failure-lists.js';
import { listOrders, ORDER_COLUMNS, ORDER_POSITION } from '../../store/till/order-lists.js';
import {
  listPayments,
  listUnmatched,
  PAYMENT_COLUMNS,
  PAYMENT_POSITION,
} from '../../store/till/payment-lists.js';
import { EVENT_COLUMNS, listTimeline, TIMELINE_POSITION } from '../../store/till/timeline.js';
import { requireMerchant } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import { viewFailedAttempts } from '../failure-view.js';
import { viewOrders, type Surroundings } from '../order-answer.js';
import { viewEvent, viewPayments } from '../payment-view.js';
import { suggestedOrders } from '../suggested-orders.js';
import { ORDER_FILTERS, readOrderFilter } from './order-query.js';
import { orderOf, type OfOrder } from './named-order.js';
import { PAGE_PARAMETERS, pageAnswer, readPageRequest, type PagedList } from './page.js';
import { readQuery, readWord } from './query.js';
import { LIST_UNMATCHED } from './operations/inbox.js';
import {
  LIST_ORDER_EVENTS,
  LIST_ORDER_FAILURES,
  LIST_ORDER_PAYMENTS,
  LIST_ORDERS,
  READ_ORDER,
} from './operations/orders.js';

export interface OrderReadOptions {
  readonly context: Surroundings & Pick<GatewayContext, 'till'>;
}

/** Orders by their registration. */
export const ORDERS: PagedList = { columns: ORDER_COLUMNS, position: ORDER_POSITION, natural: 'newest' };
export const PAYMENTS: PagedList = {
  columns: PAYMENT_COLUMNS,
  position: PAYMENT_POSITION,
  natural: 'oldest',
};
const FAILURES: PagedList = { columns: FAILURE_COLUMNS, position: FAILURE_POSITION, natural: 'oldest' };
const TIMELINE: PagedList = { columns: EVENT_COLUMNS, position: TIMELINE_POSITION, natural: 'oldest' };
const INBOX: PagedList = { ...PAYMENTS, natural: 'newest' };
/** Looking for the orders that money may be meant for is several statements each. */
const INBOX_WITH_SUGGESTIONS: PagedList = { ...INBOX, mostRows: 50 };

export function orderReadRoutes(app: FastifyInstance, { context }: OrderReadOptions): void {
  const { till } = context;

  app.get<OfOrder>('/v1/orders/:orderId', READ_ORDER, async (request) => {
    const order = await orderOf(till, request);
    readQuery(request.query, []);
    return (await viewOrders(context, [order]))[0];
  });

  app.get('/v1/orders', LIST_ORDERS, async (request) => {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const query = readQuery(request.query, [...ORDER_FILTERS, ...PAGE_PARAMETERS]);
    const wanted = readPageRequest(query, ORDERS, readOrderFilter(query));
    const page = await listOrders(till, merchantId, wanted);
    return pageAnswer(page, wanted, await viewOrders(context, page.rows));
  });

  app.get<OfOrder>('/v1/orders/:orderId/payments', LIST_ORDER_PAYMENTS, async (request) => {
    const { id, merchantId } = await orderOf(till, request);
    const wanted = readPageRequest(readQuery(request.query, PAGE_PARAMETERS), PAYMENTS, ALWAYS);
    const page = await listPayments(till, merchantId, id, wanted);
    return pageAnswer(page, wanted, await viewPayments(context, page.rows));
  });

  app.get<OfOrder>('/v1/orders/:orderId/failed-payments', LIST_ORDER_FAILURES, async (request) => {
    const { id, merchantId } = await orderOf(till, request);
    const wanted = readPageRequest(readQuery(request.query, PAGE_PARAMETERS), FAILURES, ALWAYS);
    const page = await listOrderFailures(till, merchantId, id, wanted);
    return pageAnswer(page, wanted, await viewFailedAttempts(context, page.rows));
  });

  app.get<OfOrder>('/v1/orders/:orderId/timeline', LIST_ORDER_EVENTS, async (request) => {
    const { id, merchantId } = await orderOf(till, request);
    const wanted = readPageRequest(readQuery(request.query, PAGE_PARAMETERS), TIMELINE, ALWAYS);
    const page = await listTimeline(till, merchantId, id, wanted);
    return pageAnswer(page, wanted, page.rows.map(viewEvent));
  });

  app.get('/v1/unmatched', LIST_UNMATCHED, async (request) => {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const query = readQuery(request.query, [...PAGE_PARAMETERS, 'suggest']);
    const suggest = readWord(query, 'suggest', ['false', 'true']) === 'true';
    const wanted = readPageRequest(query, suggest ? INBOX_WITH_SUGGESTIONS : INBOX, ALWAYS);
    const page = await listUnmatched(till, merchantId, wanted);
    const data: object[] = [];
    for (const payment of await viewPayments(context, page.rows)) {
      const waits = suggest && payment.inbox === 'WAITING';
      data.push({
        ...payment,
        ...(suggest && {
          suggestedOrders: waits ? await suggestedOrders(context, merchantId, payment) : [],
        }),
      });
    }
    return pageAnswer(page, wanted, data);
  });
}
