import type { Hex } from '../domain/hex.js';
import { chainMetadata, type ChainMetadata, type RuntimeVersion } from './chain-metadata.js';
import type { Rpc } from './rpc.js';

/** A chain as it was after one block. */
export interface ChainView {
  readonly rpc: Rpc;
  /** Hash of that block. */
  readonly at: Hex;
  readonly metadata: ChainMetadata;
}

/** Megabytes, from a distant node. */
const METADATA_MS = 60_000;
/** Values that are asked for at once. */
const KEYS_PER_REQUEST = 500;

/** Views of the chain at its last finalized block; as `viewsAt`. */
export function finalizedViews(rpc: Rpc): () => Promise<ChainView> {
  const viewAt = viewsAt(rpc);
  return async () => viewAt(await rpc.request<Hex>('chain_getFinalizedHead'));
}

/**
 * Views of the chain at blocks, by their hash. Metadata is read again only when the runtime has another version: that takes
 * about half a second.
 */
export function viewsAt(rpc: Rpc): (at: Hex) => Promise<ChainView> {
  let known: ChainMetadata | null = null;
  return async (at) => {
    const [genesisHash, version] = await Promise.all([
      rpc.request<Hex>('chain_getBlockHash', [0]),
      rpc.request<RuntimeVersion>('state_getRuntimeVersion', [at]),
    ]);
    let metadata = known;
    if (metadata?.genesisHash !== genesisHash || metadata.specVersion !== version.specVersion) {
      const bytes = await rpc.request<Hex>('state_getMetadata', [at], METADATA_MS);
      known = metadata = chainMetadata(genesisHash, version, bytes);
    }
    return { rpc, at, metadata };
  };
}

interface ChangeSet {
  readonly changes: readonly (readonly [key: Hex, value: Hex | null])[];
}

/** The values of many keys of storage. What has no value is not in the map. */
export async function readStorage(
  { rpc, at }: ChainView,
  keys: readonly Hex[],
): Promise<ReadonlyMap<Hex, Hex>> {
  const values = new Map<Hex, Hex>();
  for (let start = 0; start < keys.length; start += KEYS_PER_REQUEST) {
    const part = keys.slice(start, start + KEYS_PER_REQUEST);
    const sets = await rpc.request<readonly ChangeSet[]>('state_queryStorageAt', [part, at]);
    for (const { changes } of sets) {
      for (const [key, value] of changes) if (value !== null) values.set(key, value);
    }
  }
  return values;
}
