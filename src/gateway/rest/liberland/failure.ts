import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ChaintillError } from '../../../domain/errors.js';

/** Waits for the operator, and not for another request. */
const OUTAGES = new Set(['DATABASE_UNAVAILABLE', 'INDEX_NOT_READY', 'QUERY_TIMEOUT', 'TILL_NOT_READY']);

const STATUS: ReadonlyMap<string, number> = new Map([
  ['UNAUTHENTICATED', 401],
  ['RATE_LIMITED', 429],
]);

/**
 * How the middleware says that something failed: `{error: message}` with status 400, also where it is the one that cannot.
 * A key that does not work stays 401: the middleware knows none, so whoever sends one speaks to this gateway. So does 429,
 * which has a clear meaning to whoever asks too often.
 */
export function answerLiberlandFailure(log: Logger) {
  return (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
    const requestId = request.id;
    if (error instanceof ChaintillError) {
      if (OUTAGES.has(error.code)) log.warn({ err: error, requestId }, 'a request failed');
      return reply.code(STATUS.get(error.code) ?? 400).send({ error: error.message });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.message });
    log.error({ err: error, requestId }, 'a request failed unexpectedly');
    return reply.code(500).send({
      error: `something went wrong in the gateway: try again, and tell the operator this id: ${requestId}`,
    });
  };
}
