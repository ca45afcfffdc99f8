import { SpanStatusCode, trace } from '@opentelemetry/api';
import { ChaintillError } from '../domain/errors.js';
import type { StepResult } from '../store/till/settling/step.js';

/**
 * A span for each batch of blocks that was settled. It is made when the step is over: most steps look and find nothing, and
 * tell nothing.
 * @param startedAt in milliseconds since 1970
 */
export function traceStep(
  startedAt: number,
  { settledBefore, settledHeight, state, counts }: StepResult,
): void {
  const hasMoved = settledHeight !== settledBefore;
  if (!hasMoved && counts.facts + counts.commands + counts.events === 0) return;
  const span = trace.getTracer('chaintill').startSpan('settle', {
    startTime: startedAt,
    attributes: {
      ...(hasMoved &&
        settledHeight !== null && {
          'chaintill.block.from': settledBefore === null ? settledHeight : settledBefore + 1,
          'chaintill.block.to': settledHeight,
        }),
      'chaintill.settlement.state': state,
      'chaintill.settlement.payments': counts.facts,
      'chaintill.settlement.commands': counts.commands,
      'chaintill.settlement.orders': counts.orders,
      'chaintill.settlement.events': counts.events,
    },
  });
  span.end();
}

/** A span for a step that failed, and will be tried again. */
export function traceFailedStep(startedAt: number, error: unknown): void {
  const span = trace.getTracer('chaintill').startSpan('settle', {
    startTime: startedAt,
    attributes: { 'error.type': error instanceof ChaintillError ? error.code : '_OTHER' },
  });
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
