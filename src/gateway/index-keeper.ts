import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { ensureChainIndexes } from '../store/chain/indexes.js';

const WAITING_MS = 2_000;
const KEPT_MS = 60_000;

/**
 * Sees to it that the index has the indexes which lists need: as soon as it has tables, and again when they are gone.
 * A database that refuses is warned of, and served without them.
 * @returns a function that ends it.
 */
export function keepChainIndexes(databaseUrl: string, schema: string, log: Logger): () => Promise<void> {
  const stop = new AbortController();
  let lastProblem = '';

  async function ensure(): Promise<number> {
    try {
      const made = await ensureChainIndexes(databaseUrl, schema, stop.signal);
      if (made.length > 0) log.info({ indexes: made }, 'made indexes that lists need');
      lastProblem = '';
      return KEPT_MS;
    } catch (error) {
      if (error instanceof ChaintillError) return WAITING_MS; // no tables yet, or no Postgres: both are said elsewhere
      const problem = error instanceof Error ? error.message : 'unknown';
      if (problem !== lastProblem && !stop.signal.aborted) {
        log.warn({ err: error }, 'indexes that lists need cannot be made: lists of large accounts are slow');
      }
      lastProblem = problem;
      return KEPT_MS;
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await delay(await ensure(), undefined, { signal: stop.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return async () => {
    stop.abort();
    await running;
  };
}
