import type { NetworkProfile } from '../../src/domain/network.js';

/** A network like Liberland. */
export const network: NetworkProfile = {
  name: 'testnet',
  title: 'A network for tests',
  genesisHash: null,
  endpoints: [],
  ss58Prefix: 42,
  blockTimeMs: 6_000,
  startBlock: 1,
  native: { symbol: 'LLD', name: 'Liberland Dollar', decimals: 12, existentialDeposit: '1000000000000' },
  assets: [{ id: '1', symbol: 'LLM', name: 'Liberland Merit', decimals: 12 }],
  orderWindowBlocks: 10_000,
  explorer: {},
};
