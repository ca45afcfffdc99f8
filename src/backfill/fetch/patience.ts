/** Asks a node again for what it did not give, and leaves it for the next one where that is of no use. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Rpc } from '../../chain/rpc.js';
import { ChaintillError } from '../../domain/errors.js';

export interface Patience {
  readonly rpc: Pick<Rpc, 'leave'>;
  readonly signal: AbortSignal;
  /** Told of each failure that is tried again. */
  readonly onFailure: (error: unknown) => void;
}

const RETRIES = 8;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** Failures in a row after which another endpoint is tried. */
const FAILURES_TO_LEAVE = 3;
/** What may pass by itself, at this endpoint or at the next. */
const PASSING: ReadonlySet<string> = new Set([
  'RPC_FAILED',
  'RPC_TIMEOUT',
  'RPC_BATCH_REFUSED',
  'BLOCK_UNREADABLE',
  'STATE_UNAVAILABLE',
  'GENESIS_MISMATCH',
]);
/** Of these a node does not get better. */
const USELESS: ReadonlySet<string> = new Set(['RPC_TIMEOUT', 'GENESIS_MISMATCH']);

/** @throws {ChaintillError} what did not pass by itself, after about a minute */
export async function persist<T>({ rpc, signal, onFailure }: Patience, ask: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ChaintillError && PASSING.has(error.code)) || failures > RETRIES) throw error;
      onFailure(error);
      if (USELESS.has(error.code) || failures % FAILURES_TO_LEAVE === 0) rpc.leave();
      await delay(Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS), undefined, { signal });
    }
  }
}
