/** How far the event log was handed on to another system. */
import pg from 'pg';
import type { Logger } from 'pino';
import type { LogPosition } from '../../domain/events/cursor.js';
import { explainFailure } from '../failures.js';
import type { TillDatabase } from './database.js';

/** The right to publish: one at a time in a database, and free again as soon as its connection is gone. */
export interface PublishingLock {
  /** Whether the connection that holds it is there. */
  isHeld(): boolean;
  release(): Promise<void>;
}

/** @returns null where it was never handed on */
export async function readPublication(till: TillDatabase, name: string): Promise<LogPosition | null> {
  const row = await till.selectFrom('publications').selectAll().where('name', '=', name).executeTakeFirst();
  return row ? { logEpoch: row.logEpoch, cursor: BigInt(row.cursor) } : null;
}

/** @returns false where another publisher has moved on meanwhile, and nothing was stored */
export async function movePublication(
  till: TillDatabase,
  name: string,
  from: LogPosition | null,
  to: LogPosition,
): Promise<boolean> {
  const values = { logEpoch: to.logEpoch, cursor: String(to.cursor) };
  if (from === null) {
    const { numInsertedOrUpdatedRows } = await till
      .insertInto('publications')
      .values({ name, ...values })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }
  const { numUpdatedRows } = await till
    .updateTable('publications')
    .set(values)
    .where('name', '=', name)
    .where('logEpoch', '=', from.logEpoch)
    .where('cursor', '=', String(from.cursor))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/**
 * @param name of the publication
 * @returns null while another process holds it
 * @throws {ChaintillError} `DATABASE_UNAVAILABLE`
 */
export async function tryPublishingLock(
  databaseUrl: string,
  name: string,
  log: Logger,
): Promise<PublishingLock | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    keepAlive: true,
    application_name: 'chaintill publisher',
  });
  let held = false;
  client.on('error', (error) => {
    held = false;
    log.warn({ err: error }, 'the publisher lost its connection to Postgres');
  });
  client.on('end', () => (held = false));
  try {
    await client.connect();
    // A publisher whose machine is gone must not keep its place for the hours that TCP would wait.
    await client.query(
      'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3',
    );
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_lock(hashtextextended('chaintill publication ' || $1, 0)) as mine`,
      [name],
    );
    held = rows[0]?.mine === true;
  } catch (failure) {
    await client.end().catch(() => undefined); // gone already
    throw explainFailure(failure);
  }
  if (!held) {
    await client.end();
    return null;
  }
  return { isHeld: () => held, release: () => client.end() };
}
