import { GatewayError } from './gateway-error.js';
import type { EventOf, EventType } from './events.js';
import type { CallOptions, Http } from './http.js';
import { pause } from './pause.js';

export interface EventFilter<Type extends EventType> {
  /** The `cursor` of an event, a `nextCursor`, or `0` for the beginning of the log. */
  readonly after: string;
  /** All if left out. */
  readonly types?: readonly Type[];
  /** Only of the order with this id of the merchant's own. */
  readonly orderId?: string;
}

export interface EventListOptions<Type extends EventType> extends EventFilter<Type> {
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
  /** How long to wait for an event where none is there, in seconds: 1 to 30; not at all if left out. */
  readonly waitSeconds?: number;
}

export interface EventPage<Type extends EventType> {
  /** In the order of their cursors. */
  readonly data: readonly EventOf<Type>[];
  /** What to ask after for what comes next, also after the last page. */
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

export interface SubscribeOptions<Type extends EventType> extends EventFilter<Type>, CallOptions {
  /**
   * Told the cursor of each event once it is dealt with, which is when the next one is asked for; a promise is waited for.
   * Whoever stores it, and starts after it, misses nothing.
   */
  readonly onCursor?: (cursor: string) => unknown;
  /** Told what broke, each time before it is tried again. */
  readonly onBreak?: (error: GatewayError) => void;
}

export interface EventLog {
  /** @throws {GatewayError} `CURSOR_UNKNOWN_EPOCH` for a cursor of a log that was restored or reset since */
  list<Type extends EventType = EventType>(
    options: EventListOptions<Type>,
    call?: CallOptions,
  ): Promise<EventPage<Type>>;
  /**
   * Events after a cursor, each once and in order: the past first, then each as it happens. Goes on by itself after any
   * break, from the event that it was at, until the signal aborts.
   * @throws {GatewayError} while it is read, what trying again does not change: `CURSOR_UNKNOWN_EPOCH`,
   * `CURSOR_BEYOND_END`, `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_USER_INPUT`, …
   */
  subscribe<Type extends EventType = EventType>(
    options: SubscribeOptions<Type>,
  ): AsyncGenerator<EventOf<Type>, undefined, undefined>;
}

const PATH = '/v1/events';
const WAIT_S = 25;
/** Above the wait, in milliseconds. */
const GRACE_MS = 15_000;
const PAGE = 500;
const LONGEST_PAUSE_MS = 15_000;
/** An empty answer that comes sooner was not waited for. */
const HASTY_MS = 1_000;

export function eventLogOf(http: Http): EventLog {
  function list<Type extends EventType>(
    { after, types, orderId, limit, waitSeconds }: EventListOptions<Type>,
    { signal }: CallOptions = {},
    retries?: number,
  ): Promise<EventPage<Type>> {
    return http({
      method: 'GET',
      path: PATH,
      query: { after, types, orderId, limit, wait: waitSeconds },
      signal,
      ...(waitSeconds !== undefined && { timeoutMs: waitSeconds * 1_000 + GRACE_MS }),
      ...(retries !== undefined && { retries }),
    });
  }

  async function* subscribe<Type extends EventType>(
    options: SubscribeOptions<Type>,
  ): AsyncGenerator<EventOf<Type>, undefined, undefined> {
    const { signal, onCursor, onBreak } = options;
    const isOver = (): boolean => signal?.aborted === true;
    let after = options.after;
    let failures = 0;
    while (!isOver()) {
      const asked = Date.now();
      let page: EventPage<Type>;
      try {
        page = await list({ ...options, after, limit: PAGE, waitSeconds: WAIT_S }, { signal }, 0);
      } catch (error) {
        if (isOver()) return;
        if (!(error instanceof GatewayError) || !isPassing(error)) throw error;
        onBreak?.(error);
        failures++;
        await pause(failures, LONGEST_PAUSE_MS, signal);
        continue;
      }
      for (const event of page.data) {
        // What stands between may give an answer twice.
        if (!isAfter(event.cursor, after)) continue;
        yield event;
        after = event.cursor;
        await onCursor?.(after);
        if (isOver()) return;
      }
      if (isAfter(page.nextCursor, after)) after = page.nextCursor;
      // A gateway that closes, and whatever does not wait, must not be asked in a loop.
      failures = page.data.length === 0 && Date.now() - asked < HASTY_MS ? failures + 1 : 0;
      if (failures > 0) await pause(failures, LONGEST_PAUSE_MS, signal);
    }
  }

  return { list: (options, call) => list(options, call), subscribe };
}

/** Also too many connections, which those that broke may still count among. */
function isPassing({ status, passing }: GatewayError): boolean {
  return passing || status === 429 || (status !== null && status >= 500);
}

/** Cursors of one log: what follows the colon grows. */
function isAfter(cursor: string, before: string): boolean {
  return numberOf(cursor) > numberOf(before);
}

function numberOf(cursor: string): bigint {
  const digits = /(?:^|:)(\d{1,18})$/.exec(cursor)?.[1];
  // The gateway refuses what is no cursor.
  return digits === undefined ? -1n : BigInt(digits);
}
