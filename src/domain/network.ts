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
  dust: smallestUnits.optional(),
  /** Whether an account can exist on this asset alone; default false. */
  sufficient: z.boolean().optional(),
  /** The least that an account can hold of it; not known where it is left out. */
  minBalance: smallestUnits.optional(),
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
    /** Payments below this change nothing by themselves, and no order can be for less; default 0. */
    dust: smallestUnits.optional(),
  }),
  /** Assets whose metadata the index cannot see (set in the genesis, or before the start block). */
  assets: z.array(asset),
  /** Whether payers write Liberland's own remark, which names an order by an unsigned 64-bit id; default false. */
  liberlandRemarks: z.boolean().optional(),
  /** How many blocks back an unregistered payment is looked for. */
  orderWindowBlocks: z.number().int().positive(),
  /** Links of a block explorer; `{hash}` and `{address}` are replaced. */
  explorer: z.strictObject({ extrinsic: z.url().optional(), account: z.url().optional() }),
});

/** The amount of an asset below which a payment changes nothing by itself, in its smallest unit. */
export function dustOf({ native, assets }: NetworkProfile, asset: string | null): bigint {
  const known = asset === null ? native : assets.find(({ id }) => id === asset);
  return BigInt(known?.dust ?? 0);
}

export type NetworkProfile = z.infer<typeof networkProfileSchema>;
export type AssetProfile = z.infer<typeof asset>;
