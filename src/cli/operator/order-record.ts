/** All that is stored of one order, as answers of the API have it. */
import { viewFailedAttempts } from '../../gateway/failure-view.js';
import { viewOrders } from '../../gateway/order-answer.js';
import type { OrderView } from '../../gateway/order-view.js';
import { viewEvent, viewPayments, viewRefunds } from '../../gateway/payment-view.js';
import { pageOf, type PagedList, type PageRequest } from '../../gateway/rest/page.js';
import { viewDelivery } from '../../gateway/webhooks/views.js';
import { ALWAYS } from '../../store/lists/condition.js';
import type { Page } from '../../store/lists/list.js';
import {
  DELIVERY_COLUMNS,
  DELIVERY_POSITION,
  listDeliveries,
} from '../../store/till/delivery/delivery-lists.js';
import { FAILURE_COLUMNS, FAILURE_POSITION, listOrderFailures } from '../../store/till/failure-lists.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { listPayments, PAYMENT_COLUMNS, PAYMENT_POSITION } from '../../store/till/payment-lists.js';
import { listRefunds, REFUND_COLUMNS, REFUND_POSITION } from '../../store/till/refund-lists.js';
import { EVENT_COLUMNS, listTimeline, TIMELINE_POSITION } from '../../store/till/timeline.js';
import type { Office } from './office.js';

/** What belongs to an order, from the oldest on. */
const LISTS = {
  payments: { columns: PAYMENT_COLUMNS, position: PAYMENT_POSITION },
  failedPayments: { columns: FAILURE_COLUMNS, position: FAILURE_POSITION },
  refunds: { columns: REFUND_COLUMNS, position: REFUND_POSITION },
  timeline: { columns: EVENT_COLUMNS, position: TIMELINE_POSITION },
  deliveries: { columns: DELIVERY_COLUMNS, position: DELIVERY_POSITION },
} as const satisfies Readonly<Record<string, Omit<PagedList, 'natural'>>>;

type ListName = keyof typeof LISTS;

export type OrderRecord = Awaited<ReturnType<typeof readOrderRecord>>;

/** An order with its merchant. What its payer has to write is left to the gateway, which knows the whole profile. */
export type PlainOrder = Omit<OrderView, 'remark'> & { readonly merchantId: string };

/** In the order of their rows. */
export async function plainOrders(
  office: Office,
  rows: readonly OrderReading[],
): Promise<readonly PlainOrder[]> {
  const views = await viewOrders(office, rows);
  return views.map((view, i) => ({ merchantId: rows[i]?.merchantId ?? '', ...view, remark: undefined }));
}

export async function readOrderRecord(office: Office, row: OrderReading) {
  const { till } = office;
  const { id, merchantId, orderId } = row;
  const choice = {
    endpointId: null,
    orderId,
    statuses: [],
    type: null,
    createdFrom: null,
    createdBefore: null,
  };
  const [plain] = await plainOrders(office, [row]);
  if (!plain) throw new Error('an order was read and not shown');
  const cut: ListName[] = [];
  async function read<Row>(
    name: ListName,
    list: (request: PageRequest) => Promise<Page<Row>>,
  ): Promise<readonly Row[]> {
    const page = await list(pageOf({ ...LISTS[name], natural: 'oldest' }, ALWAYS, 'asc'));
    if (page.hasNext) cut.push(name);
    return page.rows;
  }
  const payments = await read('payments', (request) => listPayments(till, merchantId, id, request));
  const failed = await read('failedPayments', (request) => listOrderFailures(till, merchantId, id, request));
  const refunds = await read('refunds', (request) => listRefunds(till, merchantId, id, request));
  const events = await read('timeline', (request) => listTimeline(till, merchantId, id, request));
  const deliveries = await read('deliveries', (request) => listDeliveries(till, merchantId, choice, request));
  return {
    ...plain,
    payments: await viewPayments(office, payments),
    failedPayments: await viewFailedAttempts(office, failed),
    refunds: await viewRefunds(office, refunds),
    timeline: events.map(viewEvent),
    deliveries: deliveries.map(viewDelivery),
    /** The lists of which there is more than a page: their oldest rows are here. */
    cut,
  };
}
