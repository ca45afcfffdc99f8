import type { Logger } from 'pino';
import { pause } from '../chain/sessions.js';
import { isConflict } from '../store/failures.js';
import type { TillDatabase } from '../store/till/database.js';
import { rollUpOrders } from '../store/till/metrics/order-roll-up.js';
import { rollUp } from '../store/till/metrics/roll-up.js';

export interface RollerOptions {
  readonly till: TillDatabase;
  /** Schema of the index. */
  readonly schema: string;
  readonly log: Logger;
  /** Between two looks; default 1,000. */
  readonly everyMs?: number;
}

export interface Roller {
  /** Resolves when it adds nothing any more. */
  close(): Promise<void>;
}

const EVERY_MS = 1_000;
const AFTER_FAILURE_MS = 10_000;
/** Payments of one transaction: some tenths of a second. */
const MOST = 20_000;
const MOST_ORDERS = 5_000;

/**
 * Keeps the roll-ups of payments and orders up with settlement, in transactions of its own: no order waits for figures, and the first
 * fill of a long index disturbs nobody.
 */
export function startRoller({ till, schema, log, everyMs = EVERY_MS }: RollerOptions): Roller {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;

  async function run(): Promise<void> {
    while (!stopped()) {
      let wait = everyMs;
      try {
        while ((await rollUp(till, { schema, most: MOST })).more && !stopped());
        while ((await rollUpOrders(till, { most: MOST_ORDERS })) && !stopped());
      } catch (error) {
        if (isConflict(error)) log.debug({ err: error }, 'another adds to the metrics');
        else {
          log.warn({ err: error }, 'metrics were not brought up to date; trying again');
          wait = AFTER_FAILURE_MS;
        }
      }
      await pause(wait, stop.signal);
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
