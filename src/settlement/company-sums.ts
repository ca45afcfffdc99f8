import type { Logger } from 'pino';
import { pause } from '../chain/sessions.js';
import { ChaintillError } from '../domain/errors.js';
import { sumUpLocalCompanies } from '../store/company/local-sum-up.js';
import { sumUpCompanies } from '../store/company/sum-up.js';
import type { TillDatabase } from '../store/till/database.js';

export interface CompanySumsOptions {
  readonly till: TillDatabase;
  /** Of this settler's leadership. */
  readonly epoch: bigint;
  /** Schema of the index. */
  readonly schema: string;
  readonly log: Logger;
  /** Between two looks; default 30,000. */
  readonly everyMs?: number;
}

export interface CompanySums {
  /** Resolves when it adds nothing any more. */
  close(): Promise<void>;
}

/** Sums end every 50 blocks: there is no hurry. */
const EVERY_MS = 30_000;
/** Times 50 blocks at once. */
const MOST = 200;
/** No index yet, a database that is busy, another leader. */
const PASSING = /^(?:DATABASE_|QUERY_|INDEX_|LEADERSHIP_)/;

/** Keeps the sums of companies' movements up with the index. It settles nothing, and no order waits for it. */
export function startCompanySums(options: CompanySumsOptions): CompanySums {
  const { till, epoch, schema, log, everyMs = EVERY_MS } = options;
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;

  async function run(): Promise<void> {
    let most = MOST;
    while (!stopped()) {
      try {
        for (const sumUp of [sumUpCompanies, sumUpLocalCompanies]) {
          while (!stopped() && (await sumUp(till, epoch, schema, most))) most = Math.min(MOST, most + 5);
        }
      } catch (error) {
        // A busy chain has too much in so many blocks for one statement.
        if (error instanceof ChaintillError && error.code === 'QUERY_TIMEOUT' && most > 1) {
          most = Math.floor(most / 2);
          continue;
        }
        const passing = error instanceof ChaintillError && PASSING.test(error.code);
        log[passing ? 'debug' : 'warn']({ err: error }, 'companies were not summed up; trying again');
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
