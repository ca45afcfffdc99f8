import { destination, pino } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { openTillDatabase, type TillDatabase, type TillDatabaseOptions } from '../store/till/database.js';
import { migrateTill } from '../store/till/migrate.js';
import type { Config } from './config.js';
import { findInstance } from './process/run-file.js';

type Place = Pick<Config, 'databaseUrl' | 'data'>;

/**
 * Schema `till` of the database that DATABASE_URL names, or else of the instance that runs on the data folder. What goes
 * wrong with its connections is said on standard error.
 * @throws {ChaintillError} `NO_DATABASE` where there is neither.
 */
export async function withTill(
  config: Place,
  work: (till: TillDatabase) => Promise<void>,
  options: { readonly statementTimeoutMs?: number } = {},
): Promise<void> {
  const till = openTillDatabase({ ...(await place(config)), size: 1, ...options });
  try {
    await work(till);
  } finally {
    await till.destroy();
  }
}

/** The same, brought up to this version before. */
export async function withMigratedTill(
  config: Place,
  work: (till: TillDatabase) => Promise<void>,
): Promise<void> {
  await migrateTillOf(config);
  await withTill(config, work);
}

/** @returns the names of the migrations that were run */
export async function migrateTillOf(config: Place): Promise<readonly string[]> {
  return migrateTill(await place(config));
}

/** Where the till is. @throws {ChaintillError} `NO_DATABASE` */
export async function tillUrl({ databaseUrl, data }: Place): Promise<string> {
  const url = databaseUrl ?? (await findInstance(data))?.databaseUrl;
  if (url !== undefined) return url;
  throw new ChaintillError(
    'NO_DATABASE',
    'no database to work on: start Chaintill first (npm start), name its folder with --data, or set DATABASE_URL',
  );
}

async function place(config: Place): Promise<Pick<TillDatabaseOptions, 'url' | 'log'>> {
  return { url: await tillUrl(config), log: pino({ level: 'warn' }, destination({ dest: 2, sync: true })) };
}
