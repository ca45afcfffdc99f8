import type { FastifyInstance } from 'fastify';

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** As it was registered, `/v1/orders/:orderId`; null where nothing matched. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

/** Tells of every request that is answered, by its route: the path itself may hold an order's token. */
export function tellOfAnswers(app: FastifyInstance, tell: (answered: Answered) => void): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { method, is404, routeOptions } = request;
    const route = is404 ? null : (routeOptions.url ?? null);
    tell({ method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 });
    done();
  });
}
