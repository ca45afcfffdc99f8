/** The log of deliveries by REST. */
import type { FastifyInstance } from 'fastify';
import { ALWAYS } from '../../store/lists/condition.js';
import {
  DELIVERY_COLUMNS,
  DELIVERY_POSITION,
  findDelivery,
  listAttempts,
  listDeliveries,
  readContents,
  type DeliveryChoice,
} from '../../store/till/delivery/delivery-lists.js';
import { deliveryNotFound } from '../../store/till/delivery/redeliver.js';
import type { DeliveryStatus } from '../../store/till/tables.js';
import { merchantFor } from '../auth/on-behalf.js';
import { wordOf } from '../constant.js';
import { sendAgain } from '../webhooks/deliveries.js';
import { readChoice } from '../webhooks/delivery-choice.js';
import { requestBodyOf, viewAttempt, viewDelivery } from '../webhooks/views.js';
import { asked, merchantOf, type WebhookRouteOptions } from './endpoints.js';
import { readFields } from './fields.js';
import { PAGE_PARAMETERS, pageAnswer, readPageRequest, type PagedList } from './page.js';
import { readConstants, readMoment, readQuery, type Query } from './query.js';
import {
  DELIVERY_STATUSES,
  deliveryFilters,
  LIST_DELIVERIES,
  READ_DELIVERY,
  REDELIVER,
} from './operations/deliveries.js';

interface OfDelivery {
  Params: { readonly id: string };
}

const DELIVERIES: PagedList = { columns: DELIVERY_COLUMNS, position: DELIVERY_POSITION, natural: 'newest' };
const FILTERS = Object.keys(deliveryFilters);

export function deliveryRoutes(app: FastifyInstance, { context }: WebhookRouteOptions): void {
  const { till } = context;

  app.get('/v1/deliveries', LIST_DELIVERIES, async (request) => {
    const query = readQuery(request.query, [...FILTERS, ...PAGE_PARAMETERS, 'merchantId']);
    const merchantId = merchantFor(request.caller, 'webhooks:read', query['merchantId']);
    const wanted = readPageRequest(query, DELIVERIES, ALWAYS);
    const page = await listDeliveries(till, merchantId, choiceOf(query), wanted);
    return pageAnswer(page, wanted, page.rows.map(viewDelivery));
  });

  app.get<OfDelivery>('/v1/deliveries/:id', READ_DELIVERY, async (request) => {
    const merchantId = merchantFor(request.caller, 'webhooks:read', merchantOf(request));
    const row = await findDelivery(till, merchantId, request.params.id);
    if (!row) throw deliveryNotFound();
    const [[content], attempts] = await Promise.all([
      readContents(till, [row.id]),
      listAttempts(till, [row.id]),
    ]);
    return {
      ...viewDelivery(row),
      requestBody: content ? requestBodyOf(content) : null,
      attempts: attempts.map(viewAttempt),
    };
  });

  app.post<OfDelivery>('/v1/deliveries/:id/redeliver', REDELIVER, async (request, reply) => {
    readFields(request.body ?? {}, []);
    const delivery = await sendAgain(asked(context, request), merchantOf(request), request.params.id);
    return reply.code(201).send(delivery);
  });
}

function choiceOf(query: Query): DeliveryChoice {
  const { endpointId = null, orderId = null, status, type = null } = query;
  return readChoice({
    endpointId,
    orderId,
    statuses:
      status === undefined
        ? []
        : readConstants('status', status, DELIVERY_STATUSES).map(
            (constant) => wordOf(constant) as DeliveryStatus,
          ),
    type,
    createdFrom: readMoment(query, 'createdFrom'),
    createdBefore: readMoment(query, 'createdBefore'),
  });
}
