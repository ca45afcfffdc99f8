/** What happens at the gateway while the page is open: told by its event stream, which is opened again after any break. */
import { ApiError } from '../../ask.js';
import type { Api } from './api.js';
import { EVENTS, type LiveEvent } from './documents.js';

/** `waiting`: no stream; whoever listens is told every few seconds that something may have happened. */
export type LiveState = 'connecting' | 'live' | 'waiting';

/** Null: something may have happened. */
export type Listener = (event: LiveEvent | null) => void;

export interface Live {
  /** @returns what ends it */
  readonly listen: (listener: Listener) => () => void;
  /** For `useSyncExternalStore`. */
  readonly onState: (changed: () => void) => () => void;
  readonly state: () => LiveState;
  readonly close: () => void;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;
/** Codes of a place in the log that does not hold any more. */
const LOST_PLACE = /^CURSOR_/;

/** Runs while the page is in sight, until it is closed: a browser has few connections for all its tabs. */
export function openLive(api: Pick<Api, 'follow'>): Live {
  const listeners = new Set<Listener>();
  const watchers = new Set<() => void>();
  let state: LiveState = 'connecting';
  let after: string | null = null;
  let stream: AbortController | null = null;
  let closed = false;

  function change(next: LiveState): void {
    if (state === next) return;
    state = next;
    for (const changed of watchers) changed();
  }

  function tell(event: LiveEvent | null): void {
    for (const listener of listeners) listener(event);
  }

  /** @returns how long it held, in milliseconds; 0 for a stream that was not opened */
  async function followOnce(signal: AbortSignal): Promise<number> {
    const opened: { at: number | null } = { at: null };
    const onOpen = (): void => {
      opened.at = performance.now();
      change('live');
      // What came before the stream began.
      tell(null);
    };
    try {
      const events = api.follow<{ readonly events: LiveEvent }>(EVENTS, { after }, { signal, onOpen });
      for await (const { events: event } of events) {
        after = event.cursor;
        tell(event);
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (LOST_PLACE.test(error.code)) after = null;
    }
    return opened.at === null ? 0 : performance.now() - opened.at;
  }

  async function run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const heldMs = await followOnce(signal);
      if (isOver(signal)) return;
      change('waiting');
      if (heldMs === 0) tell(null);
      failures = heldMs > LONGEST_PAUSE_MS ? 1 : failures + 1;
      await pause(Math.min(FIRST_PAUSE_MS * failures, LONGEST_PAUSE_MS), signal);
    }
  }

  function look(): void {
    const wanted = !closed && document.visibilityState === 'visible';
    if (!wanted) {
      stream?.abort();
      stream = null;
      change('connecting');
    } else if (!stream) {
      stream = new AbortController();
      void run(stream.signal);
    }
  }

  document.addEventListener('visibilitychange', look);
  look();

  return {
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onState(changed) {
      watchers.add(changed);
      return () => watchers.delete(changed);
    },
    state: () => state,
    close() {
      closed = true;
      document.removeEventListener('visibilitychange', look);
      look();
    },
  };
}

/** A call, as awaiting may have changed what the compiler believes to know. */
const isOver = (signal: AbortSignal): boolean => signal.aborted;

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
