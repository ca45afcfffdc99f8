import { ChaintillError } from '../../domain/errors.js';
import type { Hex } from '../../domain/hex.js';
import type { RuntimeVersion } from '../chain-metadata.js';
import type { ChainView } from '../chain-view.js';
import { readHeader } from '../header.js';
import type { SeenHeights } from './era.js';

/** The chain as of its best block, which payments are built on. */
export interface LatestView extends ChainView, SeenHeights {
  /** Block hashes that the runtime keeps, and so the most blocks that an era can have. */
  readonly keptHashes: number;
}

/**
 * @param finalized the chain at its last finalized block
 * @throws {ChaintillError} `RUNTIME_CHANGING` while the two blocks have different runtimes, and those of `Rpc.request`
 */
export async function latestView({ rpc, at, metadata }: ChainView): Promise<LatestView> {
  const [bestHeader, finalizedHeader] = await Promise.all([
    rpc.request('chain_getHeader'),
    rpc.request('chain_getHeader', [at]),
  ]);
  const best = readHeader(bestHeader);
  const { specVersion } = await rpc.request<RuntimeVersion>('state_getRuntimeVersion', [best.hash]);
  if (specVersion !== metadata.specVersion) {
    throw new ChaintillError(
      'RUNTIME_CHANGING',
      'the network is being upgraded at this moment: try again in a minute',
    );
  }
  return {
    rpc,
    at: best.hash,
    metadata,
    best: best.number,
    finalized: readHeader(finalizedHeader).number,
    keptHashes: keptHashes(metadata),
  };
}

/** Substrate's own default, where a runtime does not say. */
const USUAL_KEPT_HASHES = 256;

function keptHashes({ registry }: ChainView['metadata']): number {
  const system = registry.metadata.pallets.find(({ name }) => name.toString() === 'System');
  const constant = system?.constants.find(({ name }) => name.toString() === 'BlockHashCount');
  if (!constant) return USUAL_KEPT_HASHES;
  return Number(
    registry
      .createTypeUnsafe(registry.createLookupType(constant.type), [constant.value.toU8a(true)])
      .toString(),
  );
}

/** Hash of a block by its height; null above the head. */
export function blockHashAt({ rpc }: ChainView, height: number): Promise<Hex | null> {
  return rpc.request('chain_getBlockHash', [height]);
}
