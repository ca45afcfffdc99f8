/** Checkout sessions in the manner of Stripe: docs/checkout-sessions.md. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ChaintillError } from '../../../domain/errors.js';
import { orderStatusesOf, SESSION_STATUSES } from '../../../domain/checkout/session-status.js';
import { findSession, listSessions, type SessionReading } from '../../../store/till/checkout-sessions.js';
import { requireMerchant, type Scope } from '../../auth/caller.js';
import type { GatewayContext } from '../../graphql/context.js';
import type { Surroundings } from '../../order-answer.js';
import { carryOut } from '../../order-decisions.js';
import { readFields } from '../fields.js';
import {
  CREATE_SESSION,
  EXPIRE_SESSION,
  LIST_SESSIONS,
  READ_SESSION,
} from '../operations/checkout-sessions.js';
import { readParameter, readQuery, readWhole, readWord } from '../query.js';
import { createSession } from './creation.js';
import { viewSessions, type SessionSurroundings } from './view.js';

export interface CheckoutSessionOptions extends SessionSurroundings {
  readonly context: Surroundings & Pick<GatewayContext, 'till' | 'webhookSecrets'>;
}

interface OfSession {
  Params: { readonly sessionId: string };
}

const SESSIONS = '/v1/checkout/sessions';
const DEFAULT_LIMIT = 10;
const MOST_SESSIONS = 100;
const FILTERS = ['limit', 'starting_after', 'status', 'client_reference_id'] as const;

export function checkoutSessionRoutes(app: FastifyInstance, options: CheckoutSessionOptions): void {
  const { context } = options;
  const { till } = context;

  async function sessionOf(request: FastifyRequest<OfSession>, scope: Scope): Promise<SessionReading> {
    const { merchantId } = requireMerchant(request.caller, scope);
    const session = await findSession(till, merchantId, { id: request.params.sessionId });
    if (session) return session;
    throw new ChaintillError('SESSION_NOT_FOUND', 'this merchant has no session of that id: check it');
  }

  app.post(SESSIONS, CREATE_SESSION, async (request, reply) => {
    const { caller, id: requestId, body: input } = request;
    const answer = await createSession(
      { ...options, context: { ...context, caller, requestId } },
      { input, route: `POST ${SESSIONS}`, idempotencyKey: idempotencyKeyOf(request) },
    );
    return reply.code(answer.status).type('application/json; charset=utf-8').send(answer.body);
  });

  app.get(SESSIONS, LIST_SESSIONS, async (request) => {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const query = readQuery(request.query, FILTERS);
    const limit = readWhole(query, 'limit', DEFAULT_LIMIT, MOST_SESSIONS);
    const status = readWord(query, 'status', ['any', ...SESSION_STATUSES]);
    const rows = await listSessions(till, merchantId, {
      orderStatuses: status === 'any' ? null : orderStatusesOf(status),
      clientReferenceId: readParameter(query, 'client_reference_id', (text) => text),
      startingAfter: readParameter(query, 'starting_after', (text) => text),
      // One more tells whether there is another page.
      limit: limit + 1,
    });
    const data = await viewSessions(options, rows.slice(0, limit));
    return { object: 'list', url: SESSIONS, has_more: rows.length > limit, data };
  });

  app.get<OfSession>(`${SESSIONS}/:sessionId`, READ_SESSION, async (request) => {
    const session = await sessionOf(request, 'orders:read');
    readQuery(request.query, []);
    return (await viewSessions(options, [session]))[0];
  });

  app.post<OfSession>(`${SESSIONS}/:sessionId/expire`, EXPIRE_SESSION, async (request) => {
    const { orderId } = await sessionOf(request, 'orders:write');
    readFields(request.body ?? {}, []);
    const { caller, id: requestId } = request;
    const sent = idempotencyKeyOf(request);
    const keyed = sent === null ? null : { route: `POST ${SESSIONS}/{id}/expire`, key: sent };
    await carryOut({ till, caller, requestId }, { kind: 'cancel', orderId }, keyed);
    return (await viewSessions(options, [await sessionOf(request, 'orders:write')]))[0];
  });
}

function idempotencyKeyOf({ headers }: FastifyRequest): string | null {
  const key = headers['idempotency-key'];
  return key === undefined ? null : String(key);
}
