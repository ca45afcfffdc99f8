/** A span for each call to a node, as OpenTelemetry's conventions for RPC have it: the method, never what was sent with it. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ChaintillError } from '../domain/errors.js';

/** @param endpoint only its host is told: paid ones carry their key in the rest */
export async function traceCall<T>(
  endpoint: string,
  methods: readonly string[],
  run: () => Promise<T>,
): Promise<T> {
  const within = trace.getActiveSpan();
  // What a request began may go on for as long as the process lives, long after the request's trace ended.
  if (within?.isRecording() === false) return run();
  const { hostname, port, protocol } = new URL(endpoint);
  const distinct = new Set(methods);
  const method = distinct.size === 1 ? (methods[0] ?? '') : 'batch';
  const span = trace.getTracer('chaintill').startSpan(method, {
    kind: SpanKind.CLIENT,
    attributes: {
      'rpc.system.name': 'jsonrpc',
      'rpc.method': method,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'wss:' ? 443 : 80)),
      ...(methods.length > 1 && { 'chaintill.rpc.batch.size': methods.length }),
    },
  });
  try {
    return await run();
  } catch (error) {
    span.setAttribute('error.type', error instanceof ChaintillError ? error.code : '_OTHER');
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
