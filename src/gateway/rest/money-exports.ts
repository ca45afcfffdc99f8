/** All payments of a merchant, or all that failed, as one file. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Key } from '../../store/lists/order.js';
import { readFailuresOfOrders, type FailurePlace } from '../../store/till/failure-lists.js';
import { readOrderNames } from '../../store/till/order-reading.js';
import { listMerchantPayments } from '../../store/till/payment-lists.js';
import { readSettlementState } from '../../store/till/settlement-state.js';
import { requireMerchant } from '../auth/caller.js';
import { viewFailedAttempts } from '../failure-view.js';
import { UNRATED } from '../order-rate.js';
import { viewPayments } from '../payment-view.js';
import { ratePayments } from '../rated-payments.js';
import { asCsv, asJson, sendFile, type Pages } from './file.js';
import {
  ATTEMPT_FILE_COLUMNS,
  PAYMENT_FILE_COLUMNS,
  type ExportedAttempt,
  type ExportedPayment,
} from './money-columns.js';
import {
  FAILED_PAYMENTS_CSV,
  FAILED_PAYMENTS_JSON,
  PAYMENTS_CSV,
  PAYMENTS_JSON,
} from './operations/exports.js';
import { orderPages } from './order-pages.js';
import { ORDER_FILTERS, readOrderFilter } from './order-query.js';
import { PAYMENTS, type OrderReadOptions } from './order-reads.js';
import { LONGEST_PAGE, nextKey, pageOf } from './page.js';
import { readQuery } from './query.js';

export function moneyExportRoutes(app: FastifyInstance, { context }: OrderReadOptions): void {
  const { till } = context;

  async function* payments(request: FastifyRequest): Pages<ExportedPayment> {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    readQuery(request.query, []);
    const { settledHeight = null } = (await readSettlementState(till)) ?? {};
    const until = {
      kind: 'compare',
      column: 'blockNumber',
      comparator: '<=',
      value: String(settledHeight ?? 0),
    } as const;
    const page = pageOf(PAYMENTS, until, 'asc');
    let after: Key | null = null;
    do {
      const read = await listMerchantPayments(till, merchantId, { ...page, after });
      const orderIds = read.rows.flatMap(({ orderId }) => orderId ?? []);
      const names = await readOrderNames(till, merchantId, [...new Set(orderIds)]);
      const rated = await ratePayments(context, merchantId, read.rows);
      yield (await viewPayments(context, read.rows)).map((payment) => ({
        ...payment,
        ...(rated.get(payment.id) ?? UNRATED),
        merchantOrderId: payment.orderId === null ? null : (names.get(payment.orderId) ?? null),
      }));
      after = nextKey(read, page);
    } while (after !== null);
  }

  async function* attempts(request: FastifyRequest): Pages<ExportedAttempt> {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const filter = readOrderFilter(readQuery(request.query, ORDER_FILTERS));
    const failed = { kind: 'contains', column: 'flags', all: true, values: ['failedAttempt'] } as const;
    for await (const orders of orderPages(till, merchantId, { kind: 'all', of: [filter, failed] })) {
      const ids = orders.map(({ id }) => id);
      let after: FailurePlace | null = null;
      do {
        const rows = await readFailuresOfOrders(till, merchantId, ids, { after, limit: LONGEST_PAGE });
        const views = await viewFailedAttempts(context, rows);
        yield views.map((attempt, i) => ({
          orderId: orders[(rows[i]?.place ?? 0) - 1]?.orderId ?? '',
          ...attempt,
        }));
        after = rows.length < LONGEST_PAGE ? null : (rows.at(-1) ?? null);
      } while (after !== null);
    }
  }

  const options = { exposeHeadRoute: false };
  app.get('/v1/payments.csv', { ...options, ...PAYMENTS_CSV }, (request, reply) =>
    sendFile(reply, 'payments.csv', asCsv(payments(request), PAYMENT_FILE_COLUMNS)),
  );
  app.get('/v1/payments.json', { ...options, ...PAYMENTS_JSON }, (request, reply) =>
    sendFile(reply, 'payments.json', asJson(payments(request))),
  );
  app.get('/v1/failed-payments.csv', { ...options, ...FAILED_PAYMENTS_CSV }, (request, reply) =>
    sendFile(reply, 'failed-payments.csv', asCsv(attempts(request), ATTEMPT_FILE_COLUMNS)),
  );
  app.get('/v1/failed-payments.json', { ...options, ...FAILED_PAYMENTS_JSON }, (request, reply) =>
    sendFile(reply, 'failed-payments.json', asJson(attempts(request))),
  );
}
