import { destination, pino } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { openTillDatabase, type TillDatabase } from '../store/till/database.js';
import type { Config } from './config.js';
import { findInstance } from './process/run-file.js';

/**
 * Schema `till` of the database that DATABASE_URL names, or else of the instance that runs on the data folder. What goes
 * wrong with its connections is said on standard error.
 * @throws {ChaintillError} `NO_DATABASE` where there is neither.
 */
export async function withTill(
  { databaseUrl, data }: Pick<Config, 'databaseUrl' | 'data'>,
  work: (till: TillDatabase) => Promise<void>,
  options: { readonly statementTimeoutMs?: number } = {},
): Promise<void> {
  const url = databaseUrl ?? (await findInstance(data))?.databaseUrl;
  if (url === undefined) {
    throw new ChaintillError(
      'NO_DATABASE',
      'no database to work on: start Chaintill first (npm start), name its folder with --data, or set DATABASE_URL',
    );
  }
  const log = pino({ level: 'warn' }, destination({ dest: 2, sync: true }));
  const till = openTillDatabase({ url, log, size: 1, ...options });
  try {
    await work(till);
  } finally {
    await till.destroy();
  }
}
