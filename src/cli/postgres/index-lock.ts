import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** An indexer of an earlier run may still be writing what it holds. */
const WAIT_MS = 20_000;
const POLL_MS = 250;

/** What `schema` is locked by, of the database that one is connected to. */
function key(schema: string): string {
  return `hashtext('chaintill'), hashtext('${schema === 'chain' ? 'indexer' : `indexer ${schema}`}')`;
}

/** What an indexer's connections are called in Postgres. */
export function indexerName(schema: string): string {
  return schema === 'chain' ? 'chaintill indexer' : `chaintill indexer of ${schema}`;
}

/**
 * Takes the right to write the index of the database that `client` is connected to, for as long as that connection
 * lives. False when somebody else keeps it for longer than an indexer takes to stop.
 * @param schema a valid identifier
 */
export async function lockIndex(client: Client, waitMs = WAIT_MS, schema = 'chain'): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(${key(schema)}) AS mine`,
    );
    if (rows[0]?.mine === true) return true;
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
}

/**
 * Takes that right from the indexer that has it, whose connections are cut: it ends, is started again, and waits until the
 * right is given back. A backfill keeps it until it is done.
 * @param client gets the right, for as long as it is connected
 * @param other a second connection, which cuts
 */
export async function takeIndexFromIndexer(client: Client, other: Client, schema: string): Promise<void> {
  // In line before the indexer is gone, so that it cannot be the next again.
  const state = { isMine: false };
  const mine = client.query(`SELECT pg_advisory_lock(${key(schema)})`).then(() => (state.isMine = true));
  mine.catch(() => undefined); // where cutting fails first, that is what is said
  // Also when it is ours: what an indexer still sends must not reach the tables that come in their place.
  while (!state.isMine || (await cut(other, schema)) > 0) {
    await cut(other, schema);
    await Promise.race([mine, sleep(POLL_MS)]);
  }
}

async function cut(other: Client, schema: string): Promise<number> {
  const { rows } = await other.query<{ count: number }>(
    `SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1`,
    [indexerName(schema)],
  );
  return rows[0]?.count ?? 0;
}
