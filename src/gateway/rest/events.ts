/** The event log by REST: the way to recover, and for whoever can do no more than ask. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { GatewayContext } from '../graphql/context.js';
import { chooseEvents } from '../live/event-choice.js';
import { readEventPage } from '../live/event-page.js';
import type { Live } from '../live/live.js';
import { LONGEST_PAGE } from './page.js';
import { readQuery, readWhole } from './query.js';
import { LIST_EVENTS } from './operations/events.js';

export interface EventRouteOptions {
  readonly context: Pick<GatewayContext, 'till' | 'tail'>;
  readonly live: Pick<Live, 'connections' | 'clientOf' | 'limits'>;
}

const DEFAULT_LIMIT = 100;
const LONGEST_WAIT_S = 30;

export function eventRoutes(app: FastifyInstance, { context, live }: EventRouteOptions): void {
  app.get('/v1/events', LIST_EVENTS, async (request, reply) => {
    const { caller } = request;
    const query = readQuery(request.query, ['after', 'types', 'orderId', 'limit', 'wait', 'merchantId']);
    const limit = readWhole(query, 'limit', DEFAULT_LIMIT, LONGEST_PAGE);
    const waitMs = readWhole(query, 'wait', 0, LONGEST_WAIT_S) * 1_000;
    const choice = await chooseEvents(
      { ...context, caller },
      {
        after: query['after'] ?? null,
        types: query['types']?.split(',') ?? null,
        orderId: query['orderId'] ?? null,
        merchantId: query['merchantId'] ?? null,
      },
    );
    const gone = new AbortController();
    const { authorization } = request.headers;
    const address = live.clientOf(request.raw);
    const connection = { caller, authorization, address, end: () => gone.abort() };
    const release = waitMs > 0 ? live.connections.admit(connection) : null;
    reply.raw.on('close', () => gone.abort());
    try {
      const page = await readEventPage(context, choice, { limit, waitMs, signal: gone.signal });
      return await send(reply, page);
    } finally {
      release?.();
    }
  });
}

/** Bodies go out in the very text that was stored. */
function send(
  reply: FastifyReply,
  { events, nextCursor, hasMore }: Awaited<ReturnType<typeof readEventPage>>,
): FastifyReply {
  const rest = JSON.stringify({ nextCursor, hasMore }).slice(1);
  const bodies = events.map(({ body }) => body).join(',');
  return reply.type('application/json; charset=utf-8').send(`{"data":[${bodies}],${rest}`);
}
