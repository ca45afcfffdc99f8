import type { Logger } from 'pino';
import { pause } from '../chain/sessions.js';
import type { TillDatabase } from '../store/till/database.js';
import { prune } from '../store/till/pruning.js';

export interface Pruner {
  /** Resolves when it removes nothing any more. */
  close(): Promise<void>;
}

const EVERY_MS = 60_000;

/** Removes what nobody needs any more, now and every minute. @param everyMs default 60,000 */
export function startPruner(till: TillDatabase, log: Logger, everyMs = EVERY_MS): Pruner {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;

  async function run(): Promise<void> {
    while (!stopped()) {
      try {
        while ((await prune(till)) && !stopped());
      } catch (error) {
        log.warn({ err: error }, 'what is out of date was not removed; trying again');
      }
      await pause(everyMs, stop.signal);
    }
  }

  const running = run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}
