import type { Dispatcher } from 'undici';
import { ChaintillError } from '../../domain/errors.js';
import { explainFailure } from './failure.js';
import type { Outcome } from './outcome.js';

export interface Exchange {
  /** Hears undici; gives up the request when the outcome is there. */
  readonly handler: Dispatcher.DispatchHandler;
  /** Ends it with what is known: the answer if its head has come, else a failure. */
  fail(error: unknown): void;
  /** Fails it as too late, and gives up the connection. */
  expire(): void;
}

/** How much of an answer's body is kept, in bytes. */
export const MAX_BODY_BYTES = 16_384;

/** Follows one request from its start to its outcome. @param onOutcome called once. */
export function createExchange(onOutcome: (outcome: Outcome) => void): Exchange {
  const startedAt = performance.now();
  let settled = false;
  let head: { status: number; headers: Readonly<Record<string, string>> } | null = null;
  let controller: Dispatcher.DispatchController | null = null;
  const chunks: Buffer[] = [];
  let size = 0;

  function settle(outcome: Outcome): void {
    if (settled) return;
    settled = true;
    onOutcome(outcome);
  }
  const latency = (): number => Math.round(performance.now() - startedAt);

  function answer(truncated: boolean): boolean {
    if (head === null) return false;
    const bytes = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES);
    settle({ kind: 'response', ...head, body: readText(bytes, truncated), truncated, latencyMs: latency() });
    return true;
  }
  function fail(error: unknown): void {
    // What came after the head may break off: the answer is there.
    if (!answer(true)) settle({ kind: 'failure', ...explainFailure(error), latencyMs: latency() });
  }

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(current) {
      controller = current;
      if (settled) current.abort(new Error('given up'));
    },
    onResponseStart(_, status, headers) {
      // Those below 200 announce that an answer will come.
      if (status >= 200) head = { status, headers: readHeaders(headers) };
    },
    onResponseData(current, chunk) {
      if (settled) return;
      chunks.push(chunk);
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return;
      answer(true);
      current.abort(new Error('long enough'));
    },
    onResponseEnd() {
      answer(false);
    },
    onResponseError(_, error) {
      fail(error);
    },
  };

  return {
    handler,
    fail,
    expire() {
      if (settled) return;
      fail(new ChaintillError('DEADLINE', 'no answer came in time'));
      controller?.abort(new Error('too late'));
    },
  };
}

/** Postgres stores no NUL, and half a character at the cut says nothing. */
function readText(bytes: Uint8Array, truncated: boolean): string {
  return new TextDecoder().decode(bytes, { stream: truncated }).replaceAll('\0', '\ufffd');
}

function readHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [
      name,
      typeof value === 'string' ? value : value.join(', '),
    ]),
  );
}
