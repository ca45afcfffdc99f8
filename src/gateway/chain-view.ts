import { finalizedViews, type ChainView } from '../chain/chain-view.js';
import { connectRpc } from '../chain/rpc.js';
import { ChaintillError } from '../domain/errors.js';

export interface ChainViews {
  /** The chain at its last finalized block; connects when it is first asked for. */
  view(): Promise<ChainView>;
  close(): void;
}

export interface ChainViewOptions {
  /** RPC endpoints, tried in this order. */
  readonly endpoints: readonly string[];
  /** Hash of block 0; null for a dev chain. */
  readonly genesisHash: string | null;
}

const CONNECT_MS = 5_000;

/** One connection for all that the API builds from the chain's state. A node that is down is tried again at the next use. */
export function openChainViews({ endpoints, genesisHash }: ChainViewOptions): ChainViews {
  const stop = new AbortController();
  let opening: Promise<() => Promise<ChainView>> | null = null;

  function open(): Promise<() => Promise<ChainView>> {
    opening ??= connectRpc(endpoints, CONNECT_MS, stop.signal).then(finalizedViews, (error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  }

  return {
    async view() {
      const read = await open();
      const view = await read();
      if (genesisHash === null || view.metadata.genesisHash === genesisHash) return view;
      throw new ChaintillError(
        'CHAIN_UNAVAILABLE',
        'the node serves another chain than this gateway: the operator must check its endpoints',
      );
    },
    close: () => stop.abort(),
  };
}

const NODE_FAILURES = new Set(['RPC_UNREACHABLE', 'RPC_TIMEOUT', 'RPC_FAILED']);

/**
 * Works with the chain's state. Where the node is, and what is wrong with it, is the operator's to know.
 * @throws {ChaintillError} `CHAIN_UNAVAILABLE`, and what `work` throws
 */
export async function withChainView<T>(
  read: () => Promise<ChainView>,
  work: (view: ChainView) => T | Promise<T>,
): Promise<T> {
  try {
    return await work(await read());
  } catch (cause) {
    if (!(cause instanceof ChaintillError) || !NODE_FAILURES.has(cause.code)) throw cause;
    throw new ChaintillError(
      'CHAIN_UNAVAILABLE',
      'no node answers at the moment, so no extrinsic can be built: ask again later; what is stored stays',
      { cause },
    );
  }
}
