/** Registering orders by REST, and what merchants decide on them. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badField } from '../../domain/bad-field.js';
import { findOrder } from '../../store/till/order-reading.js';
import type { Decision } from '../../store/till/decisions.js';
import { requireMerchant } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import { viewOrders, type Surroundings } from '../order-answer.js';
import { carryOut } from '../order-decisions.js';
import { registerAsked } from '../order-registration.js';
import type { OrderView } from '../order-view.js';
import { readFields } from './fields.js';
import { CANCEL_ORDER, MARK_ORDER, REGISTER_ORDER } from './operations/orders.js';

export interface OrderWriteOptions {
  readonly context: Surroundings & Pick<GatewayContext, 'till' | 'webhookSecrets'>;
}

interface OfOrder {
  Params: { readonly orderId: string };
}

const REGISTER = '/v1/orders';

export function orderWriteRoutes(app: FastifyInstance, { context }: OrderWriteOptions): void {
  app.removeContentTypeParser('text/plain');

  app.post(REGISTER, REGISTER_ORDER, async (request, reply) => {
    const { caller, id: requestId, body: input } = request;
    const asked = { input, route: `POST ${REGISTER}`, idempotencyKey: idempotencyKeyOf(request) };
    const answer = await registerAsked({ ...context, caller, requestId }, asked, async (row, isNew) => {
      const [order] = await viewOrders(context, [row]);
      return { status: isNew ? 201 : 200, body: JSON.stringify(order) };
    });
    return reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body);
  });

  app.post<OfOrder>('/v1/orders/:orderId/cancel', CANCEL_ORDER, async (request) => {
    requireMerchant(request.caller, 'orders:write');
    readFields(request.body ?? {}, []);
    return decided(request, { kind: 'cancel', orderId: request.params.orderId });
  });

  app.post<OfOrder>('/v1/orders/:orderId/mark', MARK_ORDER, async (request) => {
    requireMerchant(request.caller, 'orders:write');
    const { as, reason } = readFields(request.body, ['as', 'reason']);
    if (as !== 'SETTLED' && as !== 'INVALID') throw badField('as', 'write SETTLED or INVALID');
    if (typeof reason !== 'string') throw badField('reason', 'write why, as a string');
    return decided(request, {
      kind: 'mark',
      orderId: request.params.orderId,
      as: as === 'SETTLED' ? 'settled' : 'invalid',
      reason,
    });
  });

  async function decided(
    request: FastifyRequest<OfOrder>,
    decision: Decision & { readonly orderId: string },
  ): Promise<OrderView | undefined> {
    const { caller, id: requestId } = request;
    const sent = idempotencyKeyOf(request);
    const key = sent === null ? null : { route: `POST ${REGISTER}/{orderId}/${decision.kind}`, key: sent };
    const merchantId = await carryOut({ ...context, caller, requestId }, decision, key);
    const row = await findOrder(context.till, merchantId, { orderId: decision.orderId });
    return (await viewOrders(context, row ? [row] : []))[0];
  }
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  return key === undefined ? null : String(key);
}
