import type { PostgresPool } from 'kysely';
import type { Logger } from 'pino';
import { openChainDatabase, type ChainDatabase } from '../chain/database.js';
import { openPool, type PoolOptions } from '../pool.js';
import { openTillDatabase, type TillDatabase } from '../till/database.js';
import type { TillTables } from '../till/tables.js';
import { readInTurn, type ReadTogether } from '../together.js';
import { openReadPool } from './pool.js';
import { followReplica, type ReplicaState } from './replica.js';

/**
 * Both schemas, for answers that may be a little old and that no money hangs on. Whatever is read through these is read from
 * the replica where there is one that is fit; there is no other way to it.
 */
export interface Reads {
  readonly chain: ChainDatabase;
  readonly till: TillDatabase;
  /** For transactions of `till`. */
  readonly together: ReadTogether<TillTables>;
  /** Null where there is no replica. */
  replica(): ReplicaState | null;
}

export interface ReadsOptions {
  /** Of the primary. */
  readonly url: string;
  readonly replicaUrl: string;
  /** Schema of the index. */
  readonly schema: string;
  readonly log: Logger;
}

/** It must answer sooner than reads of it give up. */
const LOOK_TIMEOUT_MS = 2_000;

/** @throws {ChaintillError} `INVALID_DATABASE_URL`, `INVALID_SCHEMA` */
export function openReads({
  url,
  replicaUrl,
  schema,
  log,
}: ReadsOptions): Reads & { close(): Promise<void> } {
  const looking = { log, size: 1, statementTimeoutMs: LOOK_TIMEOUT_MS };
  const watched = {
    primary: openPool({ ...looking, url }),
    replica: openPool({ ...looking, url: replicaUrl }),
  };
  const following = followReplica({ ...watched, log });
  const open = (options: PoolOptions): PostgresPool =>
    openReadPool({
      primary: openPool(options),
      replica: openPool({ ...options, url: replicaUrl }),
      following,
    });
  const chain = openChainDatabase({ url, schema, log, open });
  const till = openTillDatabase({ url, log, open });
  return {
    chain,
    till,
    // Another connection might be one to the other server.
    together: readInTurn(),
    replica: () => following.state(),
    async close() {
      await Promise.all([chain.db.destroy(), till.destroy(), following.close()]);
      await Promise.all([watched.primary.end(), watched.replica.end()]);
    },
  };
}

/** Where there is no replica, everything is read from the primary. */
export function readPrimary(
  chain: ChainDatabase,
  till: TillDatabase,
  together: ReadTogether<TillTables> = readInTurn(),
): Reads {
  return { chain, till, together, replica: () => null };
}
