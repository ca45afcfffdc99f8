import { z } from 'zod';

const genesisHash = z.string().regex(/^0x[0-9a-f]{64}$/, 'expected 0x and 64 lower-case hex digits');
const decimals = z.number().int().min(0).max(30);
const smallestUnits = z.string().regex(/^\d+$/, 'expected a whole number of smallest units, as a string');

const asset = z.strictObject({
  /** Id in pallet assets, in decimal. */
  id: z.string().regex(/^\d+$/),
  symbol: z.string().min(1),
  name: z.string().min(1),
  decimals,
});

/** What a file in `networks/` says of a chain. Adding a chain is adding a file. */
export const networkProfileSchema = z.strictObject({
  /** The file's name without `.json`; what `--network` takes. */
  name: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string().min(1),
  /** Hash of block 0. Null only for a dev chain, whose genesis is a placeholder. */
  genesisHash: genesisHash.nullable(),
  /** WebSocket RPC endpoints, tried in this order. */
  endpoints: z.array(z.url({ protocol: /^wss?$/ })),
  /** Prefix that addresses are written with. Addresses of any prefix are read. */
  ss58Prefix: z.number().int().min(0).max(16383),
  /** Expected time between blocks, in milliseconds. */
  blockTimeMs: z.number().int().positive(),
  /** First block to index. */
  startBlock: z.number().int().min(1),
  native: z.strictObject({
    symbol: z.string().min(1),
    name: z.string().min(1),
    decimals,
    existentialDeposit: smallestUnits,
  }),
  /** Assets whose metadata the index cannot see (set in the genesis, or before the start block). */
  assets: z.array(asset),
  /** How many blocks back an unregistered payment is looked for. */
  orderWindowBlocks: z.number().int().positive(),
  /** Links of a block explorer; `{hash}` and `{address}` are replaced. */
  explorer: z.strictObject({ extrinsic: z.url().optional(), account: z.url().optional() }),
});

export type NetworkProfile = z.infer<typeof networkProfileSchema>;
export type AssetProfile = z.infer<typeof asset>;
