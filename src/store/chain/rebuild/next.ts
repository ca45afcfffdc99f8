/** The schema in which an index is made anew, beside the one that is served. */
import pg from 'pg';
import { ChaintillError } from '../../../domain/errors.js';
import { withConnection } from '../../connection.js';

/** Where the new index is made, and where the old one goes until it is dropped. */
export const NEXT_SCHEMA = 'chain_next';
export const OLD_SCHEMA = 'chain_old';

/** One rebuild at a time in a database; the number is arbitrary, and this one is nobody else's. */
const LOCK = 7_232_110_456n;

/**
 * Does `work` as the only rebuild of this database.
 * @throws {ChaintillError} `REINDEX_RUNNING`
 */
export async function asOnlyRebuild<T>(
  databaseUrl: string,
  signal: AbortSignal,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  return withConnection(databaseUrl, signal, async (client) => {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
      LOCK.toString(),
    ]);
    if (rows[0]?.mine === true) return work(client);
    throw new ChaintillError('REINDEX_RUNNING', 'another reindex works on this database: wait until it ends');
  });
}

/**
 * Makes the schema of the new index. One that an earlier rebuild by the same version left is gone on with, unless it is to
 * be made anew.
 * @returns whether one was left
 * @throws {ChaintillError} `INDEX_NOT_READY` where there is nothing to rebuild, `INDEX_OF_OTHER_CHAIN`
 */
export async function prepareNext(
  client: pg.Client,
  genesisHash: string,
  { anew, version }: { readonly anew: boolean; readonly version: string },
): Promise<boolean> {
  await client.query(`drop schema if exists ${OLD_SCHEMA} cascade`);
  const owner = await ownerOf(client, 'chain');
  if (owner === undefined) {
    throw new ChaintillError(
      'INDEX_NOT_READY',
      'there is no index that could be rebuilt: start the indexer, which makes one',
    );
  }
  // As written by the indexer, with the genesis hash of its chain.
  if (owner?.includes(`"${genesisHash}"`) !== true) {
    throw new ChaintillError(
      'INDEX_OF_OTHER_CHAIN',
      'the database holds the index of another chain: check --network and DATABASE_URL',
    );
  }
  const mark = `${owner} by ${version}`;
  const isKept = !anew && (await ownerOf(client, NEXT_SCHEMA)) === mark;
  if (!isKept) {
    await client.query(`drop schema if exists ${NEXT_SCHEMA} cascade; create schema ${NEXT_SCHEMA};
      comment on schema ${NEXT_SCHEMA} is ${pg.escapeLiteral(mark)}`);
  }
  return isKept;
}

/** What a schema says of itself: null for nothing, undefined where there is none. */
export async function ownerOf(client: pg.Client, schema: string): Promise<string | null | undefined> {
  const { rows } = await client.query<{ comment: string | null }>(
    `select obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname = $1`,
    [schema],
  );
  return rows[0]?.comment;
}

/** So that what is served next is read as fast as what was served. */
export async function analyzeNext(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r'`,
    [NEXT_SCHEMA],
  );
  await client.query(
    `analyze ${rows.map(({ name }) => `${NEXT_SCHEMA}.${pg.escapeIdentifier(name)}`).join(', ')}`,
  );
}

/** Drops the index that was served before. */
export async function dropOld(client: pg.Client): Promise<void> {
  await client.query(`drop schema if exists ${OLD_SCHEMA} cascade`);
}
