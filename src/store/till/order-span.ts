import { trace } from '@opentelemetry/api';

/** Says in the trace of a request which order it is about, by our own id: what the merchant calls it may be anything. */
export function traceOrder(id: string): void {
  trace.getActiveSpan()?.setAttribute('chaintill.order.id', id);
}
