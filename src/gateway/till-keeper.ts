import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { TillDatabase } from '../store/till/database.js';
import { claimTill, type TillOwner } from '../store/till/instance.js';
import { migrateTill } from '../store/till/migrate.js';
import { waitAtMost } from './wait-at-most.js';

/** Sees to it that schema `till` can be used. */
export interface TillKeeper {
  /** Why it cannot be used; null while it can. */
  refusal(): ChaintillError | null;
  stop(): Promise<void>;
}

export interface TillKeeperOptions {
  readonly till: TillDatabase;
  readonly databaseUrl: string;
  readonly owner: TillOwner;
  /** What else a till begins with; safe to repeat. */
  readonly seed: () => Promise<void>;
  readonly log: Logger;
}

const AGAIN_MS = 2_000;
/** A large till takes longer to migrate; meanwhile the gateway serves what needs no till. */
const FIRST_MS = 5_000;
/** A Postgres that is down, hangs or is being migrated by another instance: it will do later. */
const PASSING = new Set(['DATABASE_UNAVAILABLE', 'QUERY_TIMEOUT']);

/**
 * Migrates the till and claims it for its chain, now, or as soon as Postgres answers and is done.
 * @throws {ChaintillError} `TILL_OF_OTHER_CHAIN`, `TILL_TOO_NEW`, `MIGRATION_FAILED`; found out later, they are in the
 * log, and the till stays refused, as `TILL_NOT_READY` with their words.
 */
export async function keepTill({
  till,
  databaseUrl,
  owner,
  seed,
  log,
}: TillKeeperOptions): Promise<TillKeeper> {
  const stop = new AbortController();
  let refusal: ChaintillError | null = new ChaintillError(
    'TILL_NOT_READY',
    'the tables of orders and merchants are not ready yet: try again in some seconds',
  );

  /** @returns whether that is settled. */
  async function prepare(): Promise<boolean> {
    try {
      const migrations = await migrateTill({ url: databaseUrl, log, signal: stop.signal });
      if (migrations.length > 0) log.info({ migrations }, 'migrated schema till');
      await claimTill(till, owner);
      await seed();
      refusal = null;
      return true;
    } catch (error) {
      if (error instanceof ChaintillError && PASSING.has(error.code)) return false;
      throw error;
    }
  }

  async function goOn(first: Promise<boolean>): Promise<void> {
    try {
      for (let ready = await first; !ready; ready = await prepare()) {
        await delay(AGAIN_MS, undefined, { signal: stop.signal });
      }
    } catch (error) {
      if (stop.signal.aborted) return;
      // To whoever asks it is one thing: not now, and not by sending it again otherwise.
      if (error instanceof ChaintillError)
        refusal = new ChaintillError('TILL_NOT_READY', error.message, { cause: error });
      log.fatal({ err: error }, 'orders and merchants cannot be served');
    }
  }

  const first = prepare();
  await waitAtMost(first, FIRST_MS);
  const goingOn = goOn(first);
  return {
    refusal: () => refusal,
    async stop() {
      stop.abort();
      await goingOn;
    },
  };
}
