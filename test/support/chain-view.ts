import { chainMetadata, type ChainMetadata } from '../../src/chain/chain-metadata.js';
import type { ChainView } from '../../src/chain/chain-view.js';
import type { Rpc } from '../../src/chain/rpc.js';
import type { Hex } from '../../src/domain/hex.js';
import { loadRuntime, type RuntimeName } from '../fixture-chain/build/runtime.js';

export const GENESIS: Hex = `0x${'9e'.repeat(32)}`;

/** What a recorded runtime says of itself. */
export function recordedMetadata(name: RuntimeName): ChainMetadata {
  const { metadata, version } = loadRuntime(name);
  return chainMetadata(GENESIS, version, metadata);
}

/** A chain on a recorded runtime that holds just these values in its storage. */
export function viewOf(metadata: ChainMetadata, storage: ReadonlyMap<Hex, Hex>): ChainView {
  const at: Hex = `0x${'b1'.repeat(32)}`;
  const rpc: Pick<Rpc, 'request'> = {
    request: <T>(method: string, [keys, block]: readonly unknown[] = []): Promise<T> => {
      if (method !== 'state_queryStorageAt' || block !== at)
        throw new Error(`this chain does not answer ${method}`);
      const changes = (keys as Hex[]).map((key) => [key, storage.get(key) ?? null]);
      return Promise.resolve([{ block, changes }] as T);
    },
  };
  return { rpc: rpc as Rpc, at, metadata };
}
