/** All orders, or the whole audit log, as one file. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { listAudit } from '../../store/till/audit-log.js';
import { requireMerchant } from '../auth/caller.js';
import { merchantFor } from '../auth/on-behalf.js';
import { viewOrders } from '../order-answer.js';
import { AUDIT_COLUMNS, ORDER_COLUMNS } from './export-columns.js';
import { asCsv, asJson, sendFile } from './file.js';
import { orderPages } from './order-pages.js';
import { ORDER_FILTERS, readOrderFilter } from './order-query.js';
import type { OrderReadOptions } from './order-reads.js';
import { LONGEST_PAGE } from './page.js';
import { readQuery } from './query.js';
import { AUDIT_CSV, AUDIT_JSON, ORDERS_CSV, ORDERS_JSON } from './operations/exports.js';

export function exportRoutes(app: FastifyInstance, { context }: OrderReadOptions): void {
  const { till } = context;

  async function* orders(request: FastifyRequest) {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const filter = readOrderFilter(readQuery(request.query, ORDER_FILTERS));
    for await (const rows of orderPages(till, merchantId, filter)) yield await viewOrders(context, rows);
  }

  async function* audit(request: FastifyRequest) {
    const query = readQuery(request.query, ['merchantId']);
    const everybody = request.caller.kind === 'operator' && query['merchantId'] === undefined;
    const merchantId = everybody ? null : merchantFor(request.caller, 'audit:read', query['merchantId']);
    const filter = { merchantId, subjectKind: null, subjectId: null, action: null, actor: null };
    let after: string | null = null;
    do {
      const rows = await listAudit(till, filter, { limit: LONGEST_PAGE, after });
      const page = rows.slice(0, LONGEST_PAGE);
      yield page;
      after = rows.length > LONGEST_PAGE ? (page.at(-1)?.id ?? null) : null;
    } while (after !== null);
  }

  const options = { exposeHeadRoute: false };
  app.get('/v1/orders.csv', { ...options, ...ORDERS_CSV }, (request, reply) =>
    sendFile(reply, 'orders.csv', asCsv(orders(request), ORDER_COLUMNS)),
  );
  app.get('/v1/orders.json', { ...options, ...ORDERS_JSON }, (request, reply) =>
    sendFile(reply, 'orders.json', asJson(orders(request))),
  );
  app.get('/v1/audit.csv', { ...options, ...AUDIT_CSV }, (request, reply) =>
    sendFile(reply, 'audit.csv', asCsv(audit(request), AUDIT_COLUMNS)),
  );
  app.get('/v1/audit.json', { ...options, ...AUDIT_JSON }, (request, reply) =>
    sendFile(reply, 'audit.json', asJson(audit(request))),
  );
}
