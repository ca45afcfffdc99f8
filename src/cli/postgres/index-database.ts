import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { ChaintillError } from '../../domain/errors.js';
import { lockIndex } from './index-lock.js';

/** Whose index a database holds: it is written down as the comment of schema `chain`. */
interface Owner {
  readonly network: string;
  readonly genesisHash: string;
  readonly dev: boolean;
}

/** What became of an index that was there. */
export type Claim = 'new' | 'kept' | 'dropped';

/** Every schema whose content belongs to one chain. */
const SCHEMAS = ['chain', 'till'] as const;
const PREFIX = 'chaintill index: ';

/**
 * Makes a database for one network if there is none, on a server of ours, so that networks do not mix.
 * @returns its URL.
 */
export async function createDatabase(serverUrl: string, network: string): Promise<string> {
  const name = `chaintill_${network.replaceAll('-', '_')}`;
  await withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(name)}`);
  });
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * Makes sure that a database can be used at all.
 * @throws {ChaintillError} `DATABASE_UNREACHABLE`
 */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) => client.query('SELECT 1'));
}

/**
 * Prepares a database for the index of one chain. A real network's index is kept, and refused to every other chain; a
 * dev chain is new at every start, so what an earlier one left is dropped.
 * @throws {ChaintillError} `INDEX_OF_OTHER_CHAIN`, `INDEX_BUSY`, `DATABASE_UNREACHABLE`, `DATABASE_PREPARE`
 */
export async function claimDatabase(databaseUrl: string, claimant: Owner): Promise<Claim> {
  return withClient(databaseUrl, async (client) => {
    // Held until this connection ends: nobody writes into what is dropped here.
    if (!(await lockIndex(client))) {
      throw new ChaintillError(
        'INDEX_BUSY',
        'another indexer writes into this database: stop it, or set DATABASE_URL to another database',
      );
    }
    const found = await findOwner(client);
    const claim = decide(found, claimant);
    try {
      await client.query('BEGIN');
      await client.query('CREATE EXTENSION IF NOT EXISTS btree_gist');
      if (claim === 'dropped') {
        for (const schema of SCHEMAS)
          await client.query(`DROP SCHEMA IF EXISTS ${escapeIdentifier(schema)} CASCADE`);
      }
      await client.query('CREATE SCHEMA IF NOT EXISTS chain');
      await client.query(`COMMENT ON SCHEMA chain IS ${escapeLiteral(PREFIX + JSON.stringify(claimant))}`);
      await client.query('COMMIT');
    } catch (cause) {
      throw new ChaintillError(
        'DATABASE_PREPARE',
        `the database cannot be prepared: ${(cause as Error).message}. Its user must be allowed to create schemas and the extension btree_gist.`,
        { cause },
      );
    }
    return claim;
  });
}

/** What to do for `claimant` with a database that holds what `found` says. */
export function decide(found: Owner | 'nothing' | 'unknown', claimant: Owner): Claim {
  if (found === 'nothing') return 'new';
  if (found === 'unknown') {
    throw new ChaintillError(
      'INDEX_OF_OTHER_CHAIN',
      'the database has a schema "chain" that is not known to be an index of Chaintill: set DATABASE_URL to another database',
    );
  }
  // A dev chain's index is worth nothing once that chain is gone.
  if (found.dev) return 'dropped';
  if (!claimant.dev && found.genesisHash === claimant.genesisHash) return 'kept';
  throw new ChaintillError(
    'INDEX_OF_OTHER_CHAIN',
    `the database holds the index of ${found.network} (genesis ${found.genesisHash}), not of ${claimant.network} (genesis ${claimant.genesisHash}): set DATABASE_URL to another database`,
  );
}

async function findOwner(client: Client): Promise<Owner | 'nothing' | 'unknown'> {
  const { rows } = await client.query<{ comment: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace WHERE nspname = 'chain'`,
  );
  if (rows[0] === undefined) return 'nothing';
  const { comment } = rows[0];
  return comment?.startsWith(PREFIX) === true
    ? (JSON.parse(comment.slice(PREFIX.length)) as Owner)
    : 'unknown';
}

async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
  } catch (cause) {
    const { hostname, port, pathname } = new URL(connectionString);
    throw new ChaintillError(
      'DATABASE_UNREACHABLE',
      `Postgres at ${hostname}:${port || '5432'}${pathname} cannot be used: ${(cause as Error).message}. Check DATABASE_URL.`,
      { cause },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
