import { join } from 'node:path';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import { keepRunning } from '../process/keep.js';
import { freePort } from '../process/port.js';
import { serverAccount } from './account.js';
import { completeBinaries, findBinaries } from './binaries.js';
import { openCluster, SUPERUSER } from './cluster.js';
import { clearLeftover } from './leftover.js';
import { choosePlace } from './place.js';
import { startServer } from './server.js';

/** The embedded Postgres, kept running. */
export interface EmbeddedPostgres {
  /** Of the maintenance database `postgres`, as the superuser. */
  readonly url: string;
  /** Where its data is. */
  readonly home: string;
  /** Set when its data is not in the data folder: why. */
  readonly moved: string | null;
  /** Resolves with the reason when it ends again and again; never otherwise. */
  readonly gaveUp: Promise<ChaintillError>;
  stop(): Promise<void>;
  kill(): void;
}

export interface EmbeddedOptions {
  /** Exists already. */
  readonly dataFolder: string;
  readonly log: Logger;
  /** Told in words when the server ended and when it runs again. */
  readonly onNote: (note: string) => void;
}

/** Failures in a row after which trying again makes no sense. */
const HOPELESS = 5;

/**
 * Starts the embedded Postgres on a free port of 127.0.0.1, making its cluster first if there is none, and starts it
 * again if it ends. What an earlier run left behind is cleared away.
 * @throws {ChaintillError} with a code that begins with `POSTGRES_`.
 */
export async function startEmbeddedPostgres({
  dataFolder,
  log,
  onNote,
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const account = await serverAccount(join(dataFolder, 'postgres', 'data'));
  const installed = findBinaries();
  await completeBinaries(installed);
  const place = await choosePlace(dataFolder, installed, account);
  const { data, password } = await openCluster(place, account);
  const port = await freePort();
  let lastError: unknown;

  const kept = await keepRunning({
    async start() {
      if ((await clearLeftover(data)) === 'stopped server')
        log.warn('stopped a Postgres that an earlier run had left');
      return startServer({ binaries: place.binaries, data, port, account, onLine: (line) => log.info(line) });
    },
    onFailure({ exit, error, delayMs }) {
      lastError = error;
      log.error({ exit, err: error, delayMs }, 'Postgres ended');
      onNote(`Postgres ended; it starts again in ${delayMs / 1000} s`);
    },
    onRestart: () => onNote('Postgres runs again'),
    giveUp: (failures) => failures >= HOPELESS,
  });
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`,
    home: place.home,
    moved: place.moved,
    gaveUp: kept.gaveUp.then(() =>
      lastError instanceof ChaintillError
        ? lastError
        : new ChaintillError('POSTGRES_FAILED', 'Postgres ends again and again. See the log.', {
            cause: lastError,
          }),
    ),
    stop: () => kept.stop(),
    kill: () => kept.kill(),
  };
}
