import pg from 'pg';
import { explainFailure } from './failures.js';

/** What COPY writes is the same on every server, whatever its own settings are. */
const PLAIN = `set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
  set extra_float_digits = 1; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`;

/**
 * Does long work over one connection that is no pool's: its statements take as long as they take.
 * @param signal breaks the connection, and so ends the work with `DATABASE_UNAVAILABLE`
 * @throws {ChaintillError} what `explainFailure` says
 */
export async function withConnection<T>(
  databaseUrl: string,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
    application_name: 'chaintill',
  });
  client.on('error', () => undefined); // the statement that was running fails with the same error
  const abandon = (): void => void client.end().catch(() => undefined); // gone already
  signal.addEventListener('abort', abandon, { once: true });
  try {
    await client.connect();
    await client.query(PLAIN);
    return await work(client);
  } catch (failure) {
    throw explainFailure(failure);
  } finally {
    signal.removeEventListener('abort', abandon);
    await client.end().catch(() => undefined); // gone already
  }
}

/** Commits what `work` did, or undoes it where it fails. */
export async function inTransaction<T>(
  client: pg.Client,
  how: '' | 'isolation level repeatable read, read only',
  work: () => Promise<T>,
): Promise<T> {
  await client.query(`begin ${how}`);
  try {
    const result = await work();
    await client.query('commit');
    return result;
  } catch (failure) {
    // Without a connection the transaction is gone as well, and the failure says why.
    await client.query('rollback').catch(() => undefined);
    throw failure;
  }
}
