import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';

export interface TestDatabase {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Disconnects whoever is still connected, and removes it. */
  drop(): Promise<void>;
}

/** A fresh database, with extension btree_gist, on the server that all tests of a run share (global-setup.ts). */
export async function createTestDatabase(name = 'test'): Promise<TestDatabase> {
  const server = process.env['CHAINTILL_TEST_POSTGRES'];
  if (!server)
    throw new Error(
      'no Postgres for tests: is test/support/global-setup.ts the globalSetup of jest.config.js?',
    );
  const database = `${name}_${randomBytes(4).toString('hex')}`;
  const url = new URL(server);
  url.pathname = `/${database}`;
  await query(server, `CREATE DATABASE ${escapeIdentifier(database)}`);
  await query(url.href, 'CREATE EXTENSION btree_gist');
  return {
    url: url.href,
    host: url.hostname,
    port: Number(url.port || '5432'),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    drop: () => query(server, `DROP DATABASE ${escapeIdentifier(database)} WITH (FORCE)`),
  };
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
