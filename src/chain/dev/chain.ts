import {
  Api,
  Blockchain,
  BuildBlockMode,
  getSlotDuration,
  inherentProviders,
  type Block,
} from '@acala-network/chopsticks-core';
import { storageCompactor, type Compactor } from './compaction.js';
import { GENESIS_HASH, genesisProvider } from './genesis.js';
import { nativeAssets } from './native-assets.js';
import type { RuntimeFacts } from './profile.js';
import type { ChainSpec } from './spec.js';

/**
 * Blocks that are kept: more than a day of 6-second blocks. Older ones are forgotten, with their state, and questions
 * about them get an error.
 */
const KEPT_BLOCKS = 20_000;

/** A chopsticks chain whose depth in storage layers, and so its memory and its reading time, stays bounded. */
export class DevBlockchain extends Blockchain {
  readonly #compact: Compactor = storageCompactor();

  override async onNewBlock(block: Block): Promise<void> {
    await super.onNewBlock(await this.#compact(block));
  }
}

/** Block 0 of a chain that starts from the spec, in memory and without any network. Builds nothing by itself. */
export async function createDevChain(spec: ChainSpec, keptBlocks = KEPT_BLOCKS): Promise<DevBlockchain> {
  const api = new Api(genesisProvider(spec));
  await api.isReady;
  const chain = new DevBlockchain({
    api,
    inherentProviders,
    header: { number: 0, hash: GENESIS_HASH },
    registeredTypes: {},
    buildBlockMode: BuildBlockMode.Manual,
    // Runtimes may import host functions that chopsticks' executor lacks, as pallet_transaction_storage does.
    allowUnresolvedImports: true,
    maxMemoryBlockCount: keptBlocks,
  });
  // With the state in a layer of its own, nothing but unknown keys is asked of the provider.
  chain.head.pushStorageLayer().setAll(spec.genesis.raw.top);
  return chain;
}

/** Reads from the runtime at the head what a network profile says of it. */
export async function runtimeFacts(chain: Blockchain): Promise<RuntimeFacts> {
  const { consts } = await chain.head.meta;
  return {
    ss58Prefix: integer(consts['system']?.['ss58Prefix']),
    existentialDeposit: BigInt(String(consts['balances']?.['existentialDeposit'] ?? 0)),
    // The step by which chopsticks moves the clock with every block.
    blockTimeMs: await getSlotDuration(chain.head),
    assets: await nativeAssets(chain.head),
  };
}

function integer(constant: { toString(): string } | undefined): number | undefined {
  return constant === undefined ? undefined : Number(constant.toString());
}
