import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';

/** Codes that are not simply a request that has to be written otherwise. */
const STATUS: ReadonlyMap<string, number> = new Map([
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['ORDER_NOT_FOUND', 404],
  ['ORDER_NOT_REGISTERED', 404],
  ['SESSION_NOT_FOUND', 404],
  ['MERCHANT_NOT_FOUND', 404],
  ['PAYMENT_NOT_FOUND', 404],
  ['EVENT_TYPE_NOT_FOUND', 404],
  ['ENDPOINT_NOT_FOUND', 404],
  ['PRODUCT_NOT_FOUND', 404],
  ['DELIVERY_NOT_FOUND', 404],
  ['UNKNOWN_COMPANY', 404],
  ['ENDPOINT_DISABLED', 409],
  ['ENDPOINT_OF_ORDERS', 409],
  ['TOO_MANY_ENDPOINTS', 409],
  ['TOO_MANY_PRODUCTS', 409],
  ['SKU_TAKEN', 409],
  ['TOO_MANY_SECRETS', 409],
  ['LINK_DISAGREES', 409],
  ['ORDER_CONFLICT', 409],
  ['REFERENCE_TAKEN', 409],
  ['ORDER_HAS_PAYMENT', 409],
  ['ORDER_NOT_OPEN', 409],
  ['ORDER_CLOSED', 409],
  ['ORDER_EXPIRED', 409],
  ['ORDER_EXPIRES_NOW', 409],
  ['AMOUNT_CHANGED', 409],
  ['FUTURE', 409],
  ['OUTDATED', 409],
  ['STALE', 409],
  ['ORDER_NOT_SETTLED', 409],
  ['RECEIPT_TOO_LARGE', 409],
  ['ORDER_SET_ASIDE', 409],
  ['ALREADY_MARKED', 409],
  ['CHANNEL_LIMIT', 409],
  ['COMPANY_DISAGREES', 409],
  ['COMPANY_NOT_APPROVED', 409],
  ['COMPANY_SETTING_UNUSABLE', 409],
  ['CURSOR_UNKNOWN_EPOCH', 410],
  ['IDEMPOTENCY_KEY_REUSED', 422],
  ['TOO_MANY_CONNECTIONS', 429],
  ['RATE_LIMITED', 429],
  ['BLOCK_UNREADABLE', 503],
  ['CHAIN_UNAVAILABLE', 503],
  ['DATABASE_UNAVAILABLE', 503],
  ['INDEX_NOT_READY', 503],
  ['NODE_UNAVAILABLE', 503],
  ['QUERY_TIMEOUT', 503],
  ['SECRET_KEY_MISSING', 503],
  ['SETTLEMENT_PENDING', 503],
  ['SUBMISSION_UNKNOWN', 503],
  ['TILL_NOT_READY', 503],
  ['INTERNAL_SERVER_ERROR', 500],
]);

/** What is wrong with a body that is not even read. */
const BODIES: ReadonlyMap<number, readonly [code: string, message: string]> = new Map([
  [413, ['PAYLOAD_TOO_LARGE', 'the body is too large: send at most 100 KiB']],
  [415, ['UNSUPPORTED_MEDIA_TYPE', 'send JSON, with the header content-type: application/json']],
]);

const UNREAD = new Map([...BODIES].map(([status, [code]]) => [code, status]));

/** The status of a code; what is not listed is simply a request that has to be written otherwise. */
export function statusOf(code: string): number {
  return STATUS.get(code) ?? UNREAD.get(code) ?? 400;
}

/** How REST says that something failed: `{error: {code, message, field?, requestId}}`. */
export function answerFailure(log: Logger) {
  return (error: Error & { statusCode?: number }, request: FastifyRequest, reply: FastifyReply) => {
    const requestId = request.id;
    if (error instanceof ChaintillError) {
      const { code, message, field } = error;
      const status = statusOf(code);
      if (status === 401) reply.header('www-authenticate', 'Bearer');
      if (status === 503) log.warn({ err: error, requestId }, 'a request failed');
      return reply
        .code(status)
        .send({ error: { code, message, ...(field !== null && { field }), requestId } });
    }
    const status = error.statusCode ?? 500;
    if (status < 500) {
      const [code, message] = BODIES.get(status) ?? ['BAD_REQUEST', error.message];
      return reply.code(status).send({ error: { code, message, requestId } });
    }
    log.error({ err: error, requestId }, 'a request failed unexpectedly');
    const message = `something went wrong in the gateway: try again, and tell the operator this id: ${requestId}`;
    return reply.code(500).send({ error: { code: 'INTERNAL_SERVER_ERROR', message, requestId } });
  };
}
