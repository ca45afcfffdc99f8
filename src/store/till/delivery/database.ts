import type { Logger } from 'pino';
import { openTillDatabase, type TillDatabase } from '../database.js';

/**
 * What notifiers ask for is few rows of a large queue, always by an index. The planner guesses otherwise, and badly, while
 * it has no statistics of a queue that just filled. Nor does a delivery wait for the disk: if Postgres itself is lost, what
 * the last moment brought is delivered once more, under the same id, and disks would be the limit of how much is.
 */
const SETTINGS = {
  jit: 'off',
  synchronous_commit: 'off',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
} as const;

export interface DeliveryDatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  readonly log: Logger;
  /** Connections at most. */
  readonly size: number;
  readonly onQuery?: Parameters<typeof openTillDatabase>[0]['onQuery'];
}

/** Schema `till`, for the queue of deliveries. The caller ends it with `destroy()`. */
export function openDeliveryDatabase({ onQuery, ...options }: DeliveryDatabaseOptions): TillDatabase {
  return openTillDatabase({
    ...options,
    settings: SETTINGS,
    statementTimeoutMs: 10_000,
    ...(onQuery && { onQuery }),
  });
}
