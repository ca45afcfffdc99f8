import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  sql,
  type LogEvent,
  type PostgresPool,
  type Transaction,
} from 'kysely';
import type { ChainTables } from '../chain/tables.js';
import { openPool, type PoolOptions } from '../pool.js';
import type { TillTables } from './tables.js';

/** Schema `till`, to read and write. The caller ends it with `destroy()`. */
export type TillDatabase = Kysely<TillTables>;
export type TillTransaction = Transaction<TillTables>;

export interface TillDatabaseOptions extends PoolOptions {
  /** Hears every statement; for measuring plans. */
  readonly onQuery?: (event: LogEvent) => void;
  /** Opens its connections; default `openPool`. */
  readonly open?: (options: PoolOptions) => PostgresPool;
}

const SETTINGS = { jit: 'off' } as const;

/** @throws {ChaintillError} `INVALID_DATABASE_URL`; from statements: what `explainFailure` says. */
export function openTillDatabase({ onQuery, open = openPool, ...pool }: TillDatabaseOptions): TillDatabase {
  return new Kysely<TillTables>({
    dialect: new PostgresDialect({ pool: open({ settings: SETTINGS, ...pool }) }),
    // What is inside JSON is other people's and stays as it is.
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    ...(onQuery && { log: onQuery }),
  }).withSchema('till');
}

/** Names a table of the index in a statement of the till's: the settler reads both in one snapshot. */
export function chainTable(schema: string, table: keyof ChainTables): ReturnType<typeof sql.id> {
  return sql.id(schema, table.replace(/[A-Z]/g, '_$&').toLowerCase());
}
