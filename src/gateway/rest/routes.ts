import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { exportRoutes } from './exports.js';
import { answerFailure } from './failure.js';
import { orderReadRoutes, type OrderReadOptions } from './order-reads.js';
import { orderWriteRoutes } from './order-writes.js';

export interface RestOptions extends OrderReadOptions {
  readonly log: Logger;
}

/** All routes of a merchant's REST API. Its answers are for whoever has the key, and no cache may keep them. */
export function restRoutes({ log, ...options }: RestOptions) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.setErrorHandler(answerFailure(log));
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    orderReadRoutes(app, options);
    orderWriteRoutes(app, options);
    exportRoutes(app, options);
    done();
  };
}
