import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { dropUndeliverable } from '../store/till/delivery/drop.js';
import { pruneDeliveries } from '../store/till/delivery/prune.js';
import type { TillDatabase } from '../store/till/database.js';
import { requireVersion } from '../store/till/version.js';

export interface Upkeep {
  close(): Promise<void>;
}

const EVERY_MS = 60_000;

/** Drops what nobody is to get any more and deletes what is old, every minute; several can do so at once. */
export function startUpkeep(till: TillDatabase, log: Logger): Upkeep {
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;

  async function run(): Promise<void> {
    while (!stopped()) {
      try {
        await requireVersion(till);
        await dropUndeliverable(till);
        while (!stopped() && (await pruneDeliveries(till))) await requireVersion(till);
      } catch (error) {
        // Until the till is made, and while Postgres is away; the notifier says so.
        if (!(error instanceof ChaintillError))
          log.error({ err: error }, 'old deliveries could not be cleared away');
      }
      await delay(EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined); // closed
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
