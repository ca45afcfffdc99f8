import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../src/cli/postgres/embedded.js';

/**
 * Works in an empty database that is gone afterwards: of the server at `url`, or of a Postgres of its own in a private folder.
 * @param url of a server where databases can be made
 */
export async function withDatabase<T>(
  url: string | undefined,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (url !== undefined) return inDatabase(url, work);
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-bench-'));
  // Postgres does not run as root: another account must reach its data.
  await chmod(folder, 0o755);
  const log = pino({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataFolder: folder, log, onNote: console.error });
  try {
    return await inDatabase(server.url, work);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function inDatabase<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `chaintill_bench_${process.pid}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    await server.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    await prepare(url.href);
    return await work(url.href);
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
}

/** As an operator does: the till's own user need not be allowed to. */
async function prepare(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create extension if not exists btree_gist');
  } finally {
    await client.end();
  }
}

export async function postgresVersion(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    "select current_setting('server_version') as version",
  );
  return rows[0]?.version ?? 'unknown';
}
