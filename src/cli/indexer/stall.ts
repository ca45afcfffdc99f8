/**
 * Notices an indexer that stands still though there is something to index. SubQuery stays with an endpoint that has died or
 * hangs where it asks for the newest finalized block, whatever other endpoints there are; begun anew, it takes one that answers.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRpc } from '../../chain/rpc.js';
import { indexedHeight } from './tables.js';

/** How long it may stand still; twice as long after each time in a row. */
export const PATIENCE_MS = 60_000;
const MOST_PATIENCE_MS = 16 * PATIENCE_MS;
/** Of an endpoint, to connect, and to answer. */
const ANSWER_MS = 5_000;

export interface Standstill {
  readonly indexed: number;
  readonly finalized: number;
}

export interface StallJudge {
  /**
   * @param indexed,finalized heights; null for one that cannot be known now
   * @param nowMs of a clock that nobody sets
   * @returns what has waited too long; then patience begins anew
   */
  readonly look: (indexed: number | null, finalized: number | null, nowMs: number) => Standstill | null;
}

export function createStallJudge(patienceMs = PATIENCE_MS): StallJudge {
  let height: number | null = null;
  let waitingSince: number | null = null;
  let patience = patienceMs;
  return {
    look(indexed, finalized, nowMs) {
      if (indexed !== null && indexed !== height) {
        height = indexed;
        waitingSince = null;
        patience = patienceMs;
      }
      if (indexed === null || finalized === null || finalized <= indexed) {
        waitingSince = null;
        return null;
      }
      waitingSince ??= nowMs;
      if (nowMs - waitingSince < patience) return null;
      waitingSince = null;
      patience = Math.min(2 * patience, Math.max(patienceMs, MOST_PATIENCE_MS));
      return { indexed, finalized };
    },
  };
}

export interface StallWatch {
  readonly endpoints: readonly string[];
  readonly databaseUrl: string;
  /** Of the index. */
  readonly schema: string;
  readonly judge: StallJudge;
  /** Between looks, in milliseconds. */
  readonly everyMs: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/** @returns the first standstill, or null once `signal` ended the watch */
export async function awaitStall({
  endpoints,
  databaseUrl,
  schema,
  judge,
  everyMs,
  signal,
}: StallWatch): Promise<Standstill | null> {
  for (;;) {
    const [indexed, finalized] = await Promise.all([
      // While Postgres is away nothing can be indexed, and nothing is known.
      indexedHeight(databaseUrl, schema).catch(() => null),
      finalizedHeight(endpoints),
    ]);
    const found = judge.look(indexed, finalized, performance.now());
    if (signal.aborted) return null;
    if (found !== null) return found;
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** By the endpoint that knows the most of those that answer; null where none does. */
async function finalizedHeight(endpoints: readonly string[]): Promise<number | null> {
  const answers = await Promise.allSettled(endpoints.map(askFinalizedHeight));
  const heights = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return heights.length === 0 ? null : Math.max(...heights);
}

async function askFinalizedHeight(endpoint: string): Promise<number> {
  const rpc = await connectRpc([endpoint], ANSWER_MS);
  try {
    const hash = await rpc.request<string>('chain_getFinalizedHead', [], ANSWER_MS);
    const { number } = await rpc.request<{ number: string }>('chain_getHeader', [hash], ANSWER_MS);
    return Number(number);
  } finally {
    await rpc.close();
  }
}
