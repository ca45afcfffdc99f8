import type { Logger } from 'pino';
import { createBranchTeller, isNodeFailure, type BestBlocksListener } from './best-branch.js';
import { blocksOf, type RuntimeCache } from './block-source.js';
import { subscribeHeads } from './head-subscription.js';
import type { Rpc } from './rpc.js';
import { keepSessions, pause, RETRY_MS } from './sessions.js';

/** How following goes. Hints: no height from here settles or expires anything. */
export interface BestBlocksState {
  readonly status: 'connecting' | 'wrong-chain' | 'following';
  /** Why the status is not `following`, or what fails at the moment; null when all is well. */
  readonly reason: string | null;
  /** Height of the best head; null until one was seen on the present connection. */
  readonly best: number | null;
  /** Height of the last head whose blocks were all told; null before the first. */
  readonly told: number | null;
  /** Blocks that no node could give, since the start. */
  readonly missed: number;
}

export interface BestBlocks {
  state(): BestBlocksState;
  /** Resolves when nothing is told any more. */
  close(): Promise<void>;
}

export interface BestBlocksOptions {
  readonly endpoints: readonly string[];
  /** The genesis that the endpoint must have; null takes any (a dev chain). */
  readonly genesisHash: string | null;
  /** Expected time between blocks, in milliseconds. */
  readonly blockTimeMs: number;
  readonly log: Logger;
  readonly listener: BestBlocksListener;
}

const RETRY_WRONG_CHAIN_MS = 10_000;
const MIN_SILENCE_MS = 60_000;
const BLOCKS_OF_SILENCE = 20;
/** Failures in a row after which another endpoint is tried. */
const FAILURES_TO_LEAVE = 3;

/**
 * Follows the best head and tells the listener of each block that is new on the best branch above finality, and of
 * forks. It never throws: a node that is slow, gone or answers nonsense is tried again, or left for the next one. A block
 * that cannot be had is missed in the end.
 */
export function followBestBlocks(options: BestBlocksOptions): BestBlocks {
  const { endpoints, genesisHash, blockTimeMs, log, listener } = options;
  const silenceMs = Math.max(MIN_SILENCE_MS, BLOCKS_OF_SILENCE * blockTimeMs);
  const stop = new AbortController();
  const runtimes: RuntimeCache = new Map();
  const teller = createBranchTeller(listener, log);
  let told: number | null = null;
  let known: Known = { status: 'connecting', reason: 'connecting to the RPC endpoint', best: null };

  async function session(rpc: Rpc, ended: AbortSignal): Promise<number> {
    const genesis = await rpc.request<unknown>('chain_getBlockHash', [0]);
    if (typeof genesis !== 'string') throw new Error('the node gives no genesis hash');
    if (genesisHash !== null && genesis !== genesisHash) {
      log.error({ genesis, expected: genesisHash }, 'the RPC endpoint serves another chain');
      known = { status: 'wrong-chain', reason: 'the RPC endpoint serves another chain', best: null };
      return RETRY_WRONG_CHAIN_MS;
    }
    const source = blocksOf(rpc, runtimes);
    const heads = await subscribeHeads(rpc, ended);
    const over = (): boolean => ended.aborted;
    for (let failures = 0; !over() && heads.silentFor() < silenceMs;) {
      const { best, finalized } = heads.last();
      known = { status: 'following', reason: failures > 0 ? known.reason : null, best: best.number };
      try {
        await teller.advance(best, finalized, source);
        told = best.number;
        failures = 0;
        known = { ...known, reason: null };
        await heads.after(best);
      } catch (error) {
        if (over()) break;
        const node = isNodeFailure(error);
        known = {
          ...known,
          reason: node ? 'the RPC endpoint does not give a block' : 'a block cannot be kept',
        };
        log.warn({ err: error, height: best.number }, 'cannot go on along the best chain; trying again');
        if (node && ++failures === FAILURES_TO_LEAVE) break;
        await pause(RETRY_MS, ended);
      }
    }
    if (!over())
      known = { status: 'connecting', reason: known.reason ?? 'no new head for a long time', best: null };
    return RETRY_MS;
  }

  const running = keepSessions({
    endpoints,
    log,
    stop: stop.signal,
    onLost: (reason) => (known = { status: 'connecting', reason, best: null }),
    session,
  });

  return {
    state: () => ({ ...known, told, missed: teller.missed }),
    async close() {
      stop.abort();
      await running;
    },
  };
}

interface Known {
  readonly status: BestBlocksState['status'];
  readonly reason: string | null;
  readonly best: number | null;
}
