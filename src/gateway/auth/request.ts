import type { FastifyInstance } from 'fastify';
import type { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from '../../store/till/database.js';
import { authenticate, type AuthenticationOptions } from './authenticate.js';
import type { Caller } from './caller.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, as the header `Authorization` says; set before a route's handler and its own hooks run. */
    caller: Caller;
  }
}

export interface IdentifyOptions extends AuthenticationOptions {
  /** Why keys cannot be looked up; null while they can. */
  readonly tillRefusal: () => ChaintillError | null;
}

/**
 * Tells every route who asks, in `request.caller`. A key that does not work ends the request before its body is read, with
 * the `ChaintillError` of `authenticate` for the error handler: a route that is added later cannot forget to look.
 */
export function identifyCallers(app: FastifyInstance, till: TillDatabase, options: IdentifyOptions): void {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request) => {
    const { authorization } = request.headers;
    const refusal = authorization === undefined ? null : options.tillRefusal();
    if (refusal) throw refusal;
    request.caller = await authenticate(till, authorization, options);
  });
}
