import { performance } from 'node:perf_hooks';
import { readHeader, type BlockRef } from './header.js';
import type { Rpc } from './rpc.js';

/** The heads of one node, as they are now. */
export interface HeadSubscription {
  /** @throws {Error} where the node sends what is no header */
  last(): { readonly best: BlockRef; readonly finalized: BlockRef };
  /** Resolves once the best head is another block, or the session has ended, or after `LOOK_MS`. */
  after(best: BlockRef): Promise<void>;
  /** Milliseconds since the last head, best or finalized. */
  silentFor(): number;
}

/** So that silence is noticed. */
const LOOK_MS = 5_000;

/**
 * @throws {ChaintillError} `RPC_TIMEOUT`, `RPC_FAILED`
 * @throws {Error} where the node gives no headers
 */
export async function subscribeHeads(
  rpc: Pick<Rpc, 'request' | 'subscribe'>,
  ended: AbortSignal,
): Promise<HeadSubscription> {
  const heads = {
    best: readHeader(await rpc.request('chain_getHeader')),
    finalized: readHeader(
      await rpc.request('chain_getHeader', [await rpc.request('chain_getFinalizedHead')]),
    ),
  };
  let lastAt = performance.now();
  let nonsense: unknown = null;
  let wake = (): void => undefined;

  const see = (kind: keyof typeof heads) => (header: unknown) => {
    lastAt = performance.now();
    try {
      heads[kind] = readHeader(header);
    } catch (error) {
      nonsense ??= error; // given to whoever asks for the heads
    }
    wake();
  };
  await rpc.subscribe('chain_newHead', 'chain_subscribeNewHeads', 'chain_unsubscribeNewHeads', see('best'));
  await rpc.subscribe(
    'chain_finalizedHead',
    'chain_subscribeFinalizedHeads',
    'chain_unsubscribeFinalizedHeads',
    see('finalized'),
  );
  ended.addEventListener('abort', () => wake());

  return {
    last() {
      if (nonsense !== null) throw new Error('the node sends what is no header', { cause: nonsense });
      return { ...heads };
    },
    after: (best) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        wake = () => {
          if (heads.best.hash === best.hash && !ended.aborted && nonsense === null) return;
          clearTimeout(timer);
          resolve();
        };
        wake();
      }),
    silentFor: () => performance.now() - lastAt,
  };
}
