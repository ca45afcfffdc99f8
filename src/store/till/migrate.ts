import { Migrator } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import { isConflict } from '../failures.js';
import type { PoolOptions } from '../pool.js';
import { openTillDatabase, type TillDatabase } from './database.js';
import * as till from './migrations/0001-till.js';
import * as delivery from './migrations/0002-delivery.js';
import * as deposits from './migrations/0003-deposits.js';
import * as checkout from './migrations/0004-checkout.js';
import * as catalog from './migrations/0005-catalog.js';
import * as failures from './migrations/0006-failures.js';
import * as companies from './migrations/0007-companies.js';
import * as metrics from './migrations/0008-metrics.js';
import * as companySums from './migrations/0009-company-sums.js';
import * as localCompanies from './migrations/0010-local-companies.js';
import * as runningSums from './migrations/0011-running-sums.js';
import * as orderFigures from './migrations/0012-order-figures.js';

/** In the order of their names, which are never changed again. */
const MIGRATIONS = {
  '0001-till': till,
  '0002-delivery': delivery,
  '0003-deposits': deposits,
  '0004-checkout': checkout,
  '0005-catalog': catalog,
  '0006-failures': failures,
  '0007-companies': companies,
  '0008-metrics': metrics,
  '0009-company-sums': companySums,
  '0010-local-companies': localCompanies,
  '0011-running-sums': runningSums,
  '0012-order-figures': orderFigures,
};

const TRIES = 10;

/** The names of all migrations of this version, in their order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(MIGRATIONS);

/**
 * Brings schema `till` up to this version; nothing is done where it is. Instances that start together wait for each other. On a
 * large till a statement may take minutes, so it has a connection of its own, which waits as long as it takes.
 * @param signal ends it: what was not finished is undone, and it fails with `DATABASE_UNAVAILABLE`
 * @param upTo the last migration to run, of tables that a backup goes into; default: of all
 * @returns the names of the migrations that were run.
 * @throws {ChaintillError} `MIGRATION_FAILED`, and then nothing of that migration is kept; `TILL_TOO_NEW` when a newer
 * version has migrated it already; `DATABASE_UNAVAILABLE`, `QUERY_TIMEOUT`.
 */
export async function migrateTill({
  upTo,
  ...options
}: Pick<PoolOptions, 'url' | 'log' | 'signal'> & { readonly upTo?: string }): Promise<readonly string[]> {
  const database = openTillDatabase({ ...options, size: 1, statementTimeoutMs: 'unlimited' });
  try {
    return await migrate(database, upTo);
  } finally {
    await database.destroy();
  }
}

async function migrate(database: TillDatabase, upTo: string | undefined): Promise<readonly string[]> {
  const wanted = Object.entries(MIGRATIONS).filter(([name]) => upTo === undefined || name <= upTo);
  const migrator = new Migrator({
    db: database.withoutPlugins(),
    provider: { getMigrations: () => Promise.resolve(Object.fromEntries(wanted)) },
    migrationTableSchema: 'till',
    migrationTableName: 'migrations',
    migrationLockTableName: 'migrations_lock',
  });
  let { error, results = [] } = await migrator.migrateToLatest();
  // Who works on the till meanwhile may hold its tables in another order, a deadlock: nothing of what was run is kept then.
  for (let tries = 1; isConflict(error) && tries < TRIES; tries++)
    ({ error, results = [] } = await migrator.migrateToLatest());
  // The database is not there, or busy: nothing that a migration could be blamed for.
  if (error instanceof ChaintillError) throw error;
  if (error !== undefined) {
    const message = error instanceof Error ? error.message : '';
    if (/missing/.test(message)) throw tillTooNew(error);
    throw new ChaintillError(
      'MIGRATION_FAILED',
      'schema till cannot be migrated: its user must be allowed to create schemas; the cause is in the log',
      { cause: error },
    );
  }
  return results.map(({ migrationName }) => migrationName);
}

export function tillTooNew(cause?: unknown): ChaintillError {
  return new ChaintillError(
    'TILL_TOO_NEW',
    'the database was migrated by a newer version of Chaintill: run that version, or restore a backup',
    { cause },
  );
}
