import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectRpc, type Rpc } from './rpc.js';

/** What the followed node says of its chain. Hints: no height from here settles or expires anything. */
export interface HeadsState {
  /**
   * `connecting`: no endpoint answers yet, or none does any more. `wrong-chain`: the endpoint serves another genesis.
   * `stalled`: connected, but no new head for longer than is normal. `following`: all is well.
   */
  readonly status: 'connecting' | 'wrong-chain' | 'stalled' | 'following';
  /** Why the status is not `following`; null when it is. */
  readonly reason: string | null;
  /** Hash of block 0 as the endpoint reports it. */
  readonly genesisHash: string | null;
  /** Height of the best block; null until one was seen on the present connection. */
  readonly best: number | null;
  /** Height of the last finalized block. */
  readonly finalized: number | null;
  /** Milliseconds since the last head arrived, best or finalized. */
  readonly sinceLastHead: number | null;
}

export interface Heads {
  state(): HeadsState;
  /** Resolves when the first connection was made and its genesis was compared, or when following was ended. */
  readonly checked: Promise<void>;
  close(): Promise<void>;
}

export interface HeadsOptions {
  /** RPC endpoints, tried in this order; after a lost connection, or a useless one, from the next on. */
  readonly endpoints: readonly string[];
  /** The genesis that the endpoint must have; null takes any (a dev chain). */
  readonly genesisHash: string | null;
  /** Expected time between blocks, in milliseconds. */
  readonly blockTimeMs: number;
  readonly log: Logger;
}

interface Header {
  /** 0x and the height in hex. */
  readonly number: string;
}

const CONNECT_MS = 10_000;
const RETRY_MS = 1_000;
const RETRY_WRONG_CHAIN_MS = 10_000;
const MIN_STALL_MS = 60_000;
const BLOCKS_TO_STALL = 10;

/** Follows best and finalized heads, for as long as it is not closed. Never throws: a failure is a state. */
export function followHeads({ endpoints, genesisHash, blockTimeMs, log }: HeadsOptions): Heads {
  const stallMs = Math.max(MIN_STALL_MS, BLOCKS_TO_STALL * blockTimeMs);
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let known: Known = { ...NOTHING, reason: 'connecting to the RPC endpoint' };
  let markChecked: () => void = () => undefined;
  const checked = new Promise<void>((resolve) => (markChecked = resolve));

  function sinceLastHead(): number | null {
    return known.lastHeadAt === null ? null : performance.now() - known.lastHeadAt;
  }

  /** One connection, until it is lost, silent, or the wrong chain. @returns milliseconds to wait before the next */
  async function follow(rpc: Rpc): Promise<number> {
    const session: { ended: string | null } = { ended: null };
    rpc.onDisconnect((reason) => {
      session.ended ??= reason;
      known = { ...NOTHING, reason };
    });
    const genesis = await rpc.request<string>('chain_getBlockHash', [0]);
    if (genesisHash !== null && genesis !== genesisHash) {
      known = {
        ...NOTHING,
        status: 'wrong-chain',
        genesisHash: genesis,
        reason: wrongChain(genesis, genesisHash),
      };
      log.error({ genesis, expected: genesisHash }, 'the RPC endpoint serves another chain');
      markChecked();
      return RETRY_WRONG_CHAIN_MS;
    }
    known = { ...NOTHING, genesisHash: genesis, reason: 'waiting for the first head' };
    const see = (kind: 'best' | 'finalized', header: Header | null): void => {
      const height = Number.parseInt(header?.number ?? '', 16);
      if (session.ended !== null || !Number.isSafeInteger(height)) return;
      known = { ...known, status: 'following', reason: null, [kind]: height, lastHeadAt: performance.now() };
    };
    see('best', await rpc.request<Header>('chain_getHeader'));
    see(
      'finalized',
      await rpc.request<Header>('chain_getHeader', [await rpc.request('chain_getFinalizedHead')]),
    );
    await rpc.subscribe<Header>(
      'chain_newHead',
      'chain_subscribeNewHeads',
      'chain_unsubscribeNewHeads',
      (header) => see('best', header),
    );
    await rpc.subscribe<Header>(
      'chain_finalizedHead',
      'chain_subscribeFinalizedHeads',
      'chain_unsubscribeFinalizedHeads',
      (header) => see('finalized', header),
    );
    log.info({ genesis }, 'following the chain');
    markChecked();
    // A node that is silent for so long may be cut off from its network: another endpoint may know more.
    while (session.ended === null && !stopped() && (sinceLastHead() ?? 0) < 2 * stallMs)
      await pause(RETRY_MS);
    known = { ...NOTHING, reason: session.ended ?? 'no new head arrived for a long time' };
    return RETRY_MS;
  }

  async function run(): Promise<void> {
    for (let first = 0; !stopped(); first++) {
      // Each connection begins with the next endpoint, so that one which is there and of no use is not stuck with.
      const turned = endpoints.map((_, i) => endpoints[(first + i) % endpoints.length] ?? '');
      let rpc: Rpc | null = null;
      let wait = RETRY_MS;
      try {
        rpc = await connectRpc(turned, CONNECT_MS, stop.signal);
        wait = await follow(rpc);
      } catch (error) {
        known = { ...NOTHING, reason: 'no RPC endpoint gives its heads' };
        if (!stopped()) log.warn({ err: error }, 'cannot follow the chain; trying again');
      } finally {
        await rpc?.close();
      }
      await pause(wait);
    }
  }

  async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  }

  const running = run().finally(() => markChecked());

  return {
    checked,
    state() {
      const since = sinceLastHead();
      const { status, reason, genesisHash: genesis, best, finalized } = known;
      const stalled = status === 'following' && since !== null && since > stallMs;
      return {
        status: stalled ? 'stalled' : status,
        reason: stalled ? `no new head for ${Math.round(since / 1000)} s` : reason,
        genesisHash: genesis,
        best,
        finalized,
        sinceLastHead: since === null ? null : Math.round(since),
      };
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}

function wrongChain(genesis: string, expected: string): string {
  return `the RPC endpoint serves a chain with genesis ${genesis}, not ${expected}: give an endpoint of the configured network`;
}

interface Known {
  readonly status: 'connecting' | 'wrong-chain' | 'following';
  readonly reason: string | null;
  readonly genesisHash: string | null;
  readonly best: number | null;
  readonly finalized: number | null;
  /** On the monotonic clock. */
  readonly lastHeadAt: number | null;
}

const NOTHING: Known = {
  status: 'connecting',
  reason: null,
  genesisHash: null,
  best: null,
  finalized: null,
  lastHeadAt: null,
};
