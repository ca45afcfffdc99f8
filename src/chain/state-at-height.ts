import type { Hex } from '../domain/hex.js';
import { viewsAt, type ChainView } from './chain-view.js';
import { readHeader } from './header.js';
import type { Rpc } from './rpc.js';

/** A height on the chain, and an earlier block of it by which to know the chain. */
export interface HeightAsked {
  readonly height: number;
  /** Null where none is known. */
  readonly anchor: { readonly height: number; readonly hash: Hex } | null;
}

/** Nodes that are no archives keep the state of 256 blocks. */
const KEPT = 240;

/**
 * The chain as it was after a finalized block, by its height.
 * @returns a function that gives null while the node has not finalized that block, has surely dropped its state, or is of
 * another chain than the anchor
 */
export function statesAtHeights(rpc: Rpc): (asked: HeightAsked) => Promise<ChainView | null> {
  const viewAt = viewsAt(rpc);
  const hashAt = (height: number): Promise<Hex | null> => rpc.request('chain_getBlockHash', [height]);
  return async ({ height, anchor }) => {
    const head = readHeader(
      await rpc.request('chain_getHeader', [await rpc.request<Hex>('chain_getFinalizedHead')]),
    );
    if (head.number < height || head.number - height > KEPT) return null;
    const [hash, anchorHash] = await Promise.all([hashAt(height), anchor && hashAt(anchor.height)]);
    if (hash === null || anchorHash !== (anchor?.hash ?? null)) return null;
    return viewAt(hash);
  };
}
