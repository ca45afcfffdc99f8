import type { AssetProfile, NetworkProfile } from '../../domain/network.js';
import { nativeDecimals, nativeSymbol, type ChainSpec } from './spec.js';

/** What the runtime itself says, where that differs from the spec's properties the runtime is right. */
export interface RuntimeFacts {
  /** Constant `System.SS58Prefix`; undefined in runtimes that have none. */
  readonly ss58Prefix: number | undefined;
  /** Constant `Balances.ExistentialDeposit`, in the smallest unit. */
  readonly existentialDeposit: bigint;
  /** How far the chain's clock moves with each block, in milliseconds. */
  readonly blockTimeMs: number;
  /** Assets that the genesis state names. */
  readonly assets: readonly AssetProfile[];
}

/** The profile of a dev chain that runs this spec. Its genesis hash is a placeholder, and its endpoint not yet known. */
export function devProfile(spec: ChainSpec, runtime: RuntimeFacts): NetworkProfile {
  const symbol = nativeSymbol(spec);
  return {
    name: 'dev',
    title: `Dev chain (${spec.name} runtime)`,
    genesisHash: null,
    endpoints: [],
    ss58Prefix: runtime.ss58Prefix ?? spec.properties.ss58Format ?? 42,
    blockTimeMs: runtime.blockTimeMs,
    startBlock: 1,
    native: {
      symbol,
      name: symbol,
      decimals: nativeDecimals(spec),
      existentialDeposit: String(runtime.existentialDeposit),
    },
    assets: [...runtime.assets],
    orderWindowBlocks: 10_000,
    explorer: {},
  };
}
