/** Databases on a server that a suite has started itself. */
import pg from 'pg';
import { chainSchemaStatements } from './chain-schema.js';

/** An empty one, as an operator makes it. @param server of its maintenance database */
export async function createServerDatabase(server: string, name: string): Promise<string> {
  await run(server, `create database ${name}`);
  const url = databaseOf(server, name);
  await run(url, 'create extension btree_gist');
  return url;
}

/** One with the tables of the index. @param server of its maintenance database */
export async function createIndexDatabase(server: string, name: string): Promise<string> {
  const url = await createServerDatabase(server, name);
  const statements = await chainSchemaStatements();
  await withClient(url, (client) => client.query(statements.join('\n')));
  return url;
}

export function databaseOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs a statement over a connection of its own. @returns the first column of the first row */
export function run(url: string, statement: string): Promise<unknown> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return Object.values(rows[0] ?? {})[0];
  });
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
