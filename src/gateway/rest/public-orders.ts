/** An order for its buyer, who has its token and no key. */
import type { FastifyInstance } from 'fastify';
import type { GatewayContext } from '../graphql/context.js';
import { endable } from '../live/endable.js';
import { eventMessage, sendEventStream } from '../live/event-stream.js';
import type { Live } from '../live/live.js';
import { followOrder } from '../live/order-updates.js';
import { readPublicOrder, viewPublicOrder, type PublicSurroundings } from '../public-order.js';
import { readQuery } from './query.js';
import { FOLLOW_PUBLIC_ORDER, READ_PUBLIC_ORDER } from './operations/buyers.js';

export interface PublicOrderRouteOptions {
  readonly context: PublicSurroundings & Pick<GatewayContext, 'tail'>;
  readonly live: Pick<Live, 'connections' | 'clientOf' | 'limits'>;
}

interface OfToken {
  Params: { readonly token: string };
}

export function publicOrderRoutes(app: FastifyInstance, { context, live }: PublicOrderRouteOptions): void {
  const { till } = context;
  const options = { exposeHeadRoute: false };

  app.get<OfToken>(
    '/v1/public/orders/:token',
    { ...options, ...READ_PUBLIC_ORDER },
    async ({ params, query }) => {
      readQuery(query, []);
      return viewPublicOrder(context, await readPublicOrder(till, params.token));
    },
  );

  app.get<OfToken>(
    '/v1/public/orders/:token/events',
    { ...options, ...FOLLOW_PUBLIC_ORDER },
    async (request, reply) => {
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
    },
  );
}
