import type { FormattedExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ChaintillError } from '../../domain/errors.js';

/** An event as it is received. */
export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  /** Ask after it for what comes next. */
  readonly cursor: string;
  /** The merchant's own id of its order; null for none. */
  readonly orderId: string | null;
  /** JSON, in the very text that is stored. */
  readonly body: string;
}

export interface StreamOptions {
  /** Of the gateway, `http://…` */
  readonly server: string;
  readonly key: string;
  /** The cursor to begin after. */
  readonly after: string;
  /** Null for all types. */
  readonly types: readonly string[] | null;
  /** Ends it. */
  readonly signal: AbortSignal;
}

interface Sent {
  readonly events: ReceivedEvent;
}

const SUBSCRIPTION = `subscription ($after: String, $types: [String!]) {
  events(after: $after, types: $types) { id type cursor orderId body }
}`;
/** Events that may wait for a slow reader. Above that the rest waits in the log, and is asked for again. */
const MOST = 200;
const PING_MS = 10_000;
const PONG_MS = 5_000;
/** Trying again changes nothing of these. */
const FOR_GOOD = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);
const KEY_CLOSES = new Set([4401, 4403]);

/**
 * The events of the key's merchant over one connection: it ends, without a loss, when they come faster than they are read,
 * and the reader asks again after the last one that it has.
 * @throws {ChaintillError} what refuses the request for good: `LISTEN_REFUSED` with the server's words, or the server's own
 * code for a cursor; `LISTEN_BROKEN` when the connection cannot be made, or breaks.
 */
export async function* followEvents(options: StreamOptions): AsyncGenerator<ReceivedEvent, undefined> {
  const { server, key, after, types, signal } = options;
  const waiting: ReceivedEvent[] = [];
  const state: { ended: boolean; failure: ChaintillError | null } = { ended: false, failure: null };
  let wake: () => void = () => undefined;
  let unanswered: NodeJS.Timeout | undefined;

  const authorization = `Bearer ${key}`;
  const client = createClient({
    url: `${server.replace(/^http/, 'ws').replace(/\/+$/, '')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string | string[]) {
        super(url, protocols, { headers: { authorization } });
      }
    },
    connectionParams: { authorization },
    retryAttempts: 0,
    keepAlive: PING_MS,
    on: {
      ping(received) {
        if (!received) unanswered = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: () => clearTimeout(unanswered),
    },
  });

  function end(failure: ChaintillError | null): void {
    if (!state.ended) Object.assign(state, { ended: true, failure });
    wake();
  }

  const cancel = client.subscribe<Sent>(
    { query: SUBSCRIPTION, variables: { after, types } },
    {
      next(result) {
        const refusal = refusalOf(result);
        if (refusal) end(refusal);
        else if (result.data && !state.ended) waiting.push(result.data.events);
        if (waiting.length >= MOST) end(null);
        wake();
      },
      error: (error) => end(explain(error)),
      complete: () => end(null),
    },
  );
  const onAbort = (): void => end(null);
  signal.addEventListener('abort', onAbort, { once: true });

  try {
    while (!signal.aborted) {
      const event = waiting.shift();
      if (event) yield event;
      else if (state.failure) throw state.failure;
      else if (state.ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(unanswered);
    cancel();
    void client.dispose();
  }
}

/** Whether it makes sense to ask again. */
export function isPassing(error: unknown): boolean {
  return error instanceof ChaintillError && error.code === 'LISTEN_BROKEN';
}

function refusalOf({
  errors,
}: {
  readonly errors?: FormattedExecutionResult['errors'];
}): ChaintillError | null {
  const [error] = errors ?? [];
  if (!error) return null;
  const code = error.extensions?.['code'];
  if (typeof code !== 'string') return broken(error.message);
  if (code.startsWith('CURSOR_')) return new ChaintillError(code, error.message);
  return FOR_GOOD.has(code) ? refused(error.message) : broken(error.message);
}

/** A library tells failures in many shapes: of the network, of the protocol, of the operation. */
function explain(error: unknown): ChaintillError {
  if (Array.isArray(error))
    return refusalOf({ errors: error as NonNullable<FormattedExecutionResult['errors']> }) ?? broken('');
  if (error instanceof Error) return broken(error.message);
  const { code, reason, message } = error as { code?: number; reason?: string; message?: string };
  if (code !== undefined && KEY_CLOSES.has(code)) return refused(reason ?? 'the key does not work');
  return broken([code, reason ?? message].filter(Boolean).join(' '));
}

function refused(words: string): ChaintillError {
  return new ChaintillError('LISTEN_REFUSED', `the gateway refuses: ${words}`);
}

function broken(words: string): ChaintillError {
  return new ChaintillError('LISTEN_BROKEN', `no connection to the gateway${words && `: ${words}`}`);
}
