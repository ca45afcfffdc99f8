import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';

/** An indexer of an earlier run may still be writing what it holds. */
const WAIT_MS = 20_000;

/**
 * Takes the right to write the index of the database that `client` is connected to, for as long as that connection
 * lives. False when somebody else keeps it for longer than an indexer takes to stop.
 */
export async function lockIndex(client: Client, waitMs = WAIT_MS): Promise<boolean> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(hashtext('chaintill'), hashtext('indexer')) AS mine`,
    );
    if (rows[0]?.mine === true) return true;
    if (performance.now() > deadline) return false;
    await sleep(250);
  }
}
