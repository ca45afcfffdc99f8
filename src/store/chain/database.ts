import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  sql,
  type LogEvent,
  type PostgresPool,
  type RawBuilder,
} from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { ChainTables } from './tables.js';
import { openPool, type PoolOptions } from '../pool.js';
import { snapshot } from '../snapshot.js';

/** Read access to the index. Every read that needs more than one statement runs in `snapshot`. */
export interface ChainDatabase {
  readonly db: Kysely<ChainTables>;
  readonly schema: string;
  /** A table's name for a piece of raw SQL. */
  table(name: keyof ChainTables): RawBuilder<unknown>;
  /** All that `read` reads is of one moment: REPEATABLE READ, read only. */
  snapshot<T>(read: (chain: ChainDatabase) => Promise<T>): Promise<T>;
}

export interface ChainDatabaseOptions extends PoolOptions {
  /** Schema that the indexer writes; default `chain`. */
  readonly schema?: string;
  /** Hears every statement; for measuring plans. */
  readonly onQuery?: (event: LogEvent) => void;
  /** Opens its connections; default `openPool`. */
  readonly open?: (options: PoolOptions) => PostgresPool;
}

const TABLES = {
  transfers: 'transfers',
  assetTransfers: 'asset_transfers',
  remarks: 'remarks',
  failedPayments: 'failed_payments',
  assets: 'assets',
  companies: 'companies',
  companyVersions: 'company_versions',
  companyAddresses: 'company_addresses',
  _metadata: '_metadata',
} as const satisfies Record<keyof ChainTables, string>;

/**
 * What suits short reads of pages. Compiling a plan takes longer than running it. A bitmap collects all rows of an account
 * before it gives the first; without bitmaps, an index is read in order up to the limit.
 */
const SETTINGS = { jit: 'off', enable_bitmapscan: 'off' } as const;

/**
 * Opens the index for reading. The caller ends it with `db.destroy()`.
 * @throws {ChaintillError} `INVALID_DATABASE_URL`, `INVALID_SCHEMA`; from reads: what `explainFailure` says.
 */
export function openChainDatabase({
  schema = 'chain',
  onQuery,
  open = openPool,
  ...pool
}: ChainDatabaseOptions): ChainDatabase {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new ChaintillError(
      'INVALID_SCHEMA',
      'the schema of the index has an invalid name: write a lower-case letter or underscore, then letters, digits or underscores, 63 at most',
    );
  }
  const db = new Kysely<ChainTables>({
    dialect: new PostgresDialect({ pool: open({ settings: SETTINGS, ...pool }) }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    ...(onQuery && { log: onQuery }),
  }).withSchema(schema);
  return within(db, schema);
}

function within(db: Kysely<ChainTables>, schema: string): ChainDatabase {
  return {
    db,
    schema,
    table: (name) => sql.id(schema, TABLES[name]),
    snapshot: (read) => snapshot(db, (at) => read(within(at, schema))),
  };
}
