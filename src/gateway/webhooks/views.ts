/** Endpoints and deliveries as the API shows them: the same objects for GraphQL and REST. */
import { renderBody } from '../../domain/webhook/render-body.js';
import { sendsOf } from '../../domain/webhook/dialect.js';
import type { EndpointRow } from '../../store/till/endpoints.js';
import type {
  AttemptRow,
  DeliveryContent,
  DeliveryReading,
} from '../../store/till/delivery/delivery-lists.js';
import { constantOf } from '../constant.js';

export type EndpointView = ReturnType<typeof viewEndpoint>;
export type DeliveryView = ReturnType<typeof viewDelivery>;
export type AttemptView = ReturnType<typeof viewAttempt>;

export function viewEndpoint(row: EndpointRow) {
  return {
    id: row.id,
    kind: constantOf(row.kind),
    url: row.url,
    types: row.types,
    dialect: constantOf(row.dialect),
    description: row.description,
    signatureHeaders: row.signatureHeaders,
    status: constantOf(row.status),
    disabledReason: row.disabledReason && constantOf(row.disabledReason),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    pausedUntil: row.pausedUntil?.toISOString() ?? null,
    allowedCidrs: row.allowedCidrs,
    allowedPorts: row.allowedPorts,
    createdAt: row.createdAt.toISOString(),
  };
}

export function viewDelivery(row: DeliveryReading) {
  return {
    id: row.id,
    endpointId: row.endpointId,
    url: row.url ?? row.endpointUrl,
    eventId: row.eventId,
    type: row.type,
    orderId: row.merchantsOrderId,
    sequence: row.sequence,
    cause: constantOf(row.cause),
    status: constantOf(row.status),
    attemptCount: row.attempts,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    nextAttemptAt: row.status === 'pending' ? row.dueAt.toISOString() : null,
  };
}

export function viewAttempt(row: AttemptRow) {
  return {
    attempt: row.attempt,
    startedAt: row.startedAt.toISOString(),
    latencyMs: row.latencyMs,
    delivered: row.delivered,
    status: row.status,
    failure: row.failure,
    failureMessage: row.failureMessage,
    requestHeaders: row.requestHeaders,
    responseHeaders: row.responseHeaders,
    responseBody: row.responseBody,
    responseTruncated: row.responseTruncated,
  };
}

/** The body of its requests; null where its endpoint's dialect, changed since, has no word for it. */
export function requestBodyOf({ dialect, type, body }: DeliveryContent): string | null {
  return sendsOf(dialect, type) ? renderBody(dialect, body) : null;
}
