/** An order for its buyer, who has its token and no key. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../graphql/context.js';
import { endable } from '../live/endable.js';
import { eventMessage, sendEventStream } from '../live/event-stream.js';
import type { Live } from '../live/live.js';
import { followOrder } from '../live/order-updates.js';
import type { Surroundings } from '../order-answer.js';
import { readPublicOrder, viewPublicOrder } from '../public-order.js';
import { readQuery } from './query.js';

export interface PublicOrderRouteOptions {
  readonly context: Surroundings & Pick<GatewayContext, 'till' | 'tail'>;
  readonly live: Pick<Live, 'connections' | 'limits'>;
}

interface OfToken {
  Params: { readonly token: string };
}

export function publicOrderRoutes(app: FastifyInstance, { context, live }: PublicOrderRouteOptions): void {
  const { till } = context;
  const options = { exposeHeadRoute: false };

  app.get<OfToken>('/v1/public/orders/:token', options, async ({ params, query }) => {
    readQuery(query, []);
    return viewPublicOrder(context, await readPublicOrder(till, params.token));
  });

  app.get<OfToken>('/v1/public/orders/:token/events', options, async (request, reply) => {
    readQuery(request.query, []);
    const { token } = request.params;
    await readPublicOrder(till, token);
    const messages = endable(async function* (signal) {
      const orders = followOrder(context, () => readPublicOrder(till, token));
      signal.addEventListener('abort', () => void orders.return?.(), { once: true });
      for await (const order of orders) {
        yield eventMessage(null, JSON.stringify(await viewPublicOrder(context, order)));
      }
      return undefined;
    });
    await sendEventStream(request, reply, messages, live);
  });
}
