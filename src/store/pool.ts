import type { PostgresPool } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { explainFailure, isOutdatedName, tablesChanged } from './failures.js';
import { nameOf } from './keyed.js';
import { serverAttributes, traceStatement } from './statement-span.js';

export interface PoolOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly log: Logger;
  /** Connections at most; default 10. */
  readonly size?: number;
  /** Settings of Postgres for every connection. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Longest time that a statement may take, and that a transaction may wait for one, in milliseconds; default 5,000. */
  readonly statementTimeoutMs?: number | 'unlimited';
  /** Breaks all connections, whatever they do. */
  readonly signal?: AbortSignal;
}

/**
 * Up to version 17, Postgres asks the disk for one page ahead unless it is told otherwise, which takes the system's own reading
 * ahead from it and is slower than none. Where it cannot ask ahead at all, the setting is 0 and stays so.
 */
const READ_AHEAD = `select set_config('effective_io_concurrency', '16', false)
  where current_setting('effective_io_concurrency') = '1'`;
const CONNECT_MS = 3_000;
/** A server that hangs does not even cancel: the driver gives up this much after the server should have. */
const GRACE_MS = 1_000;

/**
 * A pool whose failures are those of `explainFailure`. It connects when first used.
 * @throws {ChaintillError} `INVALID_DATABASE_URL`
 */
export function openPool({
  url,
  log,
  size = 10,
  settings = {},
  statementTimeoutMs = 5_000,
  signal,
}: PoolOptions): PostgresPool {
  if (!URL.canParse(url) || !/^postgres(?:ql)?:$/.test(new URL(url).protocol)) {
    throw new ChaintillError(
      'INVALID_DATABASE_URL',
      'DATABASE_URL cannot be read: write it as postgres://user:password@host:port/database',
    );
  }
  const server = serverAttributes(url);
  const types = new pg.TypeOverrides();
  // SubQuery writes UTC into columns without a time zone, which the driver would read as local time.
  types.setTypeParser(pg.types.builtins.TIMESTAMP, (value) => `${value.replace(' ', 'T')}Z`);
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    ...(statementTimeoutMs !== 'unlimited' && {
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + GRACE_MS,
      idle_in_transaction_session_timeout: statementTimeoutMs,
    }),
    application_name: 'chaintill',
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types,
  });
  // A connection that breaks is replaced when next needed. Unheard, these events would end the process: the pool hears
  // of idle connections only, the connection itself of those in use.
  const warn = (error: Error): void => log.warn({ err: error }, 'lost a connection to Postgres');
  pool.on('error', warn);
  pool.on('connect', (client) => {
    client.on('error', warn);
    client.query(READ_AHEAD).catch(warn); // before all else that is asked
    const end = (): void => void client.end().catch(warn);
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
    client.once('end', () => signal?.removeEventListener('abort', end));
  });
  return {
    async connect() {
      const client = await pool.connect().catch((failure: unknown) => {
        throw explainFailure(failure);
      });
      // After a time-out of the driver's the statement may still run: such a connection is not used again.
      let broken = false;
      const ask = (text: string, values: unknown[], name?: string): Promise<unknown> =>
        traceStatement(server, text, () => client.query({ name, text, values }));
      return {
        async query(statement: string, parameters: unknown[]) {
          try {
            const name = nameOf(statement);
            return await ask(statement, parameters, name).catch((failure: unknown) => {
              if (name === undefined || !isOutdatedName(failure)) throw failure;
              // So may all names of this connection be. Within a transaction nothing can be asked again.
              broken = true;
              if (client.getTransactionStatus() !== 'I') throw tablesChanged(failure);
              return ask(statement, parameters);
            });
          } catch (failure) {
            const explained = explainFailure(failure);
            broken ||= explained instanceof ChaintillError && explained.code === 'DATABASE_UNAVAILABLE';
            throw explained;
          }
        },
        release: () => client.release(broken),
        // Kysely asks for cursors too, but only when a result is streamed.
      } as unknown as Awaited<ReturnType<PostgresPool['connect']>>;
    },
    end: () => pool.end(),
  };
}
