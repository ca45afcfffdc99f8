import { setTimeout as sleep } from 'node:timers/promises';
import { connectRpc } from '../../chain/rpc.js';

const POLL_MS = 500;

/**
 * Waits until a block above the genesis is finalized: SubQuery does not start on a chain that has none.
 * @returns the height of the last one
 */
export async function waitForFinalizedBlock(
  endpoints: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const rpc = await connectRpc(endpoints);
  try {
    for (;;) {
      const hash = await rpc.request<string>('chain_getFinalizedHead');
      const header = await rpc.request<{ number: string }>('chain_getHeader', [hash]);
      if (BigInt(header.number) > 0n) return Number(header.number);
      await sleep(POLL_MS, undefined, { signal });
    }
  } finally {
    await rpc.close();
  }
}
