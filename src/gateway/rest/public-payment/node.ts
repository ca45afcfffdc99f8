import type { ChainView } from '../../../chain/chain-view.js';
import { latestView, type LatestView } from '../../../chain/payment/latest.js';
import { ChaintillError } from '../../../domain/errors.js';

const FAILURES = new Set([
  'RPC_UNREACHABLE',
  'RPC_TIMEOUT',
  'RPC_FAILED',
  'CHAIN_UNAVAILABLE',
  'RUNTIME_CHANGING',
]);

/**
 * Works with the chain as of its best block.
 * @throws {ChaintillError} `NODE_UNAVAILABLE`, and what `work` throws
 */
export async function withLatest<T>(
  read: () => Promise<ChainView>,
  work: (view: LatestView) => Promise<T>,
): Promise<T> {
  try {
    return await work(await latestView(await read()));
  } catch (cause) {
    if (!(cause instanceof ChaintillError) || !FAILURES.has(cause.code)) throw cause;
    throw new ChaintillError(
      'NODE_UNAVAILABLE',
      'the network cannot be asked at the moment: nothing was sent; try again in a minute',
      { cause },
    );
  }
}
