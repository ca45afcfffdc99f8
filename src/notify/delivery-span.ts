/** A span for each attempt to deliver, as OpenTelemetry's conventions for HTTP clients have it. */
import { propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ClaimedDelivery } from '../store/till/delivery/claim.js';
import type { Outcome } from './egress/outcome.js';

/**
 * Posts a delivery within a span, whose headers the receiver may go on from; none where nothing is traced. Of the
 * receiver's address only the host is told: what follows it may be a password.
 */
export async function traceDelivery(
  delivery: ClaimedDelivery,
  post: (headers: Readonly<Record<string, string>>) => Promise<Outcome>,
): Promise<Outcome> {
  const span = trace.getTracer('chaintill').startSpan('POST', {
    kind: SpanKind.CLIENT,
    root: true,
    attributes: {
      'http.request.method': 'POST',
      ...addressOf(delivery.url),
      ...(delivery.attempts > 0 && { 'http.request.resend_count': delivery.attempts }),
      'chaintill.delivery.id': delivery.id,
      'chaintill.event.id': delivery.eventId,
      'chaintill.event.type': delivery.type,
      ...(delivery.orderId !== null && { 'chaintill.order.id': delivery.orderId }),
    },
  });
  const headers: Record<string, string> = {};
  propagation.inject(trace.setSpan(ROOT_CONTEXT, span), headers);
  const outcome = await post(headers);
  if (outcome.kind === 'response') span.setAttribute('http.response.status_code', outcome.status);
  const failure =
    outcome.kind === 'failure' ? outcome.failure : outcome.status >= 400 ? outcome.status : null;
  if (failure !== null) {
    span.setAttribute('error.type', String(failure));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
  return outcome;
}

function addressOf(url: string): { 'server.address'?: string; 'server.port'?: number } {
  if (!URL.canParse(url)) return {};
  const { hostname, port, protocol } = new URL(url);
  return {
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
  };
}
