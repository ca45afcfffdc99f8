/** Endpoints by REST. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badField } from '../../domain/bad-field.js';
import { ALWAYS } from '../../store/lists/condition.js';
import { endpointNotFound, findEndpoint } from '../../store/till/endpoints.js';
import { ENDPOINT_COLUMNS, ENDPOINT_POSITION, listEndpoints } from '../../store/till/endpoint-lists.js';
import { merchantFor } from '../auth/on-behalf.js';
import type { GatewayContext } from '../graphql/context.js';
import { recoverEndpoint, testEndpoint } from '../webhooks/deliveries.js';
import {
  makeEndpoint,
  removeEndpoint,
  rotateEndpointSecret,
  updateEndpoint,
  type WebhookContext,
} from '../webhooks/endpoint-writes.js';
import { viewEndpoint } from '../webhooks/views.js';
import { readFields } from './fields.js';
import { PAGE_PARAMETERS, pageAnswer, readPageRequest, type PagedList } from './page.js';
import { readQuery } from './query.js';
import {
  CREATE_ENDPOINT,
  DELETE_ENDPOINT,
  LIST_ENDPOINTS,
  READ_ENDPOINT,
  RECOVER_ENDPOINT,
  ROTATE_ORDER_SECRET,
  ROTATE_SECRET,
  TEST_ENDPOINT,
  UPDATE_ENDPOINT,
} from './operations/endpoints.js';

export interface WebhookRouteOptions {
  readonly context: Pick<GatewayContext, 'till' | 'network' | 'webhookSecrets'>;
}

interface OfEndpoint {
  Params: { readonly id: string };
}

const ENDPOINTS: PagedList = { columns: ENDPOINT_COLUMNS, position: ENDPOINT_POSITION, natural: 'newest' };
/** Whose; only for the operator. */
const MERCHANT = 'merchantId';

export function endpointRoutes(app: FastifyInstance, { context }: WebhookRouteOptions): void {
  const { till } = context;

  app.get('/v1/endpoints', LIST_ENDPOINTS, async (request) => {
    const query = readQuery(request.query, [...PAGE_PARAMETERS, MERCHANT]);
    const merchantId = merchantFor(request.caller, 'webhooks:read', query[MERCHANT]);
    const wanted = readPageRequest(query, ENDPOINTS, ALWAYS);
    const page = await listEndpoints(till, merchantId, wanted);
    return pageAnswer(page, wanted, page.rows.map(viewEndpoint));
  });

  app.get<OfEndpoint>('/v1/endpoints/:id', READ_ENDPOINT, async (request) => {
    const merchantId = merchantFor(request.caller, 'webhooks:read', merchantOf(request));
    const row = await findEndpoint(till, merchantId, request.params.id);
    if (!row) throw endpointNotFound();
    return viewEndpoint(row);
  });

  app.post('/v1/endpoints', CREATE_ENDPOINT, async (request, reply) => {
    const made = await makeEndpoint(asked(context, request), merchantOf(request), request.body);
    return reply.code(201).send(made);
  });

  app.patch<OfEndpoint>('/v1/endpoints/:id', UPDATE_ENDPOINT, (request) =>
    updateEndpoint(asked(context, request), merchantOf(request), request.params.id, request.body),
  );

  app.delete<OfEndpoint>('/v1/endpoints/:id', DELETE_ENDPOINT, (request) =>
    removeEndpoint(asked(context, request), merchantOf(request), request.params.id),
  );

  app.post<OfEndpoint>('/v1/endpoints/:id/rotate', ROTATE_SECRET, (request) =>
    rotateEndpointSecret(
      asked(context, request),
      merchantOf(request),
      request.params.id,
      readOverlap(request),
    ),
  );

  app.post('/v1/order-webhooks/rotate', ROTATE_ORDER_SECRET, (request) =>
    rotateEndpointSecret(asked(context, request), merchantOf(request), null, readOverlap(request)),
  );

  app.post<OfEndpoint>('/v1/endpoints/:id/test', TEST_ENDPOINT, async (request, reply) => {
    readFields(request.body ?? {}, []);
    const delivery = await testEndpoint(asked(context, request), merchantOf(request), request.params.id);
    return reply.code(201).send(delivery);
  });

  app.post<OfEndpoint>('/v1/endpoints/:id/recover', RECOVER_ENDPOINT, (request) =>
    recoverEndpoint(asked(context, request), merchantOf(request), request.params.id, request.body),
  );
}

/** What the operations of webhooks work with, for one request. */
export function asked(
  context: WebhookRouteOptions['context'],
  { caller, id: requestId }: Pick<FastifyRequest, 'caller' | 'id'>,
): WebhookContext {
  return { ...context, caller, requestId };
}

/** For whom; a route that takes no other parameter. */
export function merchantOf(request: Pick<FastifyRequest, 'query'>): string | undefined {
  return readQuery(request.query, [MERCHANT])[MERCHANT];
}

function readOverlap({ body }: Pick<FastifyRequest, 'body'>): number | null {
  const { overlapSeconds = null } = readFields(body ?? {}, ['overlapSeconds']);
  if (overlapSeconds === null || Number.isSafeInteger(overlapSeconds)) return overlapSeconds as number | null;
  throw badField('overlapSeconds', 'write a whole number');
}
