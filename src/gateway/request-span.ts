/** A span for each request, as OpenTelemetry's conventions for HTTP servers have it; of what clients write, nothing. */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request's own span is active in. */
    traced: Context;
  }
}

/** Clients may write anything as a method, and it is part of the span's name. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS']);

/** Begins before all other hooks, so that what they ask the database belongs to the request. */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest('traced');
  app.addHook('onRequest', (request, _reply, done) => {
    request.traced = begin(request);
    context.with(request.traced, done);
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const span = trace.getSpan(request.traced);
    span?.setAttribute('http.response.status_code', statusCode);
    if (statusCode >= 500) {
      span?.setAttribute('error.type', String(statusCode));
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    span?.end();
    done();
  });
}

function begin(request: FastifyRequest): Context {
  const { is404, routeOptions, protocol, raw } = request;
  const route = is404 ? undefined : routeOptions.url;
  const method = METHODS.has(request.method) ? request.method : '_OTHER';
  const verb = method === '_OTHER' ? 'HTTP' : method;
  const { traceparent } = request.headers;
  // Without `tracestate`, which may be any text.
  const caller = propagation.extract(ROOT_CONTEXT, { traceparent });
  const span = trace.getTracer('chaintill').startSpan(
    route === undefined ? verb : `${verb} ${route}`,
    {
      kind: SpanKind.SERVER,
      attributes: {
        'http.request.method': method,
        'url.scheme': protocol,
        'network.protocol.version': raw.httpVersion,
        'chaintill.request.id': request.id,
        ...(route !== undefined && { 'http.route': route }),
      },
    },
    caller,
  );
  return trace.setSpan(caller, span);
}
