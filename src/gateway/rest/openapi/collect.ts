import type { FastifyInstance } from 'fastify';
import type { Operation } from './operation.js';

/** A route, with what it says of itself. */
export interface DescribedRoute {
  /** In capitals. */
  readonly method: string;
  /** As fastify has it: `/v1/orders/:orderId`. */
  readonly url: string;
  /** Null where it says nothing. */
  readonly operation: Operation | null;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** All that are registered. */
    routes: readonly DescribedRoute[];
  }
}

/**
 * Notes every route that is registered from here on, below this instance. `HEAD`, which fastify adds to each `GET`, is
 * none of its own.
 */
export function collectRoutes(app: FastifyInstance): readonly DescribedRoute[] {
  const routes: DescribedRoute[] = [];
  app.decorate('routes', routes);
  app.addHook('onRoute', ({ method, url, config }) => {
    const operation = config?.operation ?? null;
    for (const each of [method].flat()) {
      if (each !== 'HEAD') routes.push({ method: each, url, operation });
    }
  });
  return routes;
}
