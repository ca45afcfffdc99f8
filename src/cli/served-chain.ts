import { z } from 'zod';
import { finalizedViews, type ChainView } from '../chain/chain-view.js';
import type { Rpc } from '../chain/rpc.js';
import { ChaintillError } from '../domain/errors.js';
import type { NetworkProfile } from '../domain/network.js';
import type { Config } from './config.js';
import { loadProfile } from './network.js';
import { findInstance } from './process/run-file.js';

/** What a command knows of the chain that the database is about. */
export interface ServedChain {
  readonly endpoints: readonly string[];
  /** Hash of block 0; null where it is not known. */
  readonly genesisHash: string | null;
  readonly network: Pick<NetworkProfile, 'native' | 'ss58Prefix' | 'assets'>;
  /** Ids of the assets that the network's profile names. */
  readonly assets: readonly string[];
}

const answer = z.object({
  data: z.object({
    chain: z.object({
      genesisHash: z.string().nullable(),
      ss58Prefix: z.number(),
      token: z.object({
        symbol: z.string(),
        name: z.string(),
        decimals: z.number(),
        existentialDeposit: z.string(),
      }),
    }),
  }),
});
const CHAIN = '{ chain { genesisHash ss58Prefix token { symbol name decimals existentialDeposit } } }';

/**
 * The network of the settings, or, where no database is named, that of the running instance: its gateway knows it also
 * where no file does, as of a dev chain.
 * @throws {ChaintillError} `NETWORK_UNKNOWN`, `NETWORK_INVALID`, `GATEWAY_UNREACHABLE`
 */
export async function findServedChain(
  config: Pick<Config, 'databaseUrl' | 'data' | 'network' | 'endpoints'>,
): Promise<ServedChain> {
  const instance = config.databaseUrl === null ? await findInstance(config.data) : null;
  return instance ? askGateway(instance.url, [instance.endpoint]) : findNamedChain(config);
}

/** The network of the settings, whatever runs here. @throws {ChaintillError} `NETWORK_UNKNOWN`, `NETWORK_INVALID` */
export async function findNamedChain(config: Pick<Config, 'network' | 'endpoints'>): Promise<ServedChain> {
  const profile = await loadProfile(config.network);
  return {
    endpoints: config.endpoints.length > 0 ? config.endpoints : profile.endpoints,
    genesisHash: profile.genesisHash,
    network: profile,
    assets: profile.assets.map(({ id }) => id),
  };
}

/** The chain after its last finalized block. @throws {ChaintillError} `GENESIS_MISMATCH`, and as `rpc` */
export async function viewServedChain(
  rpc: Rpc,
  { genesisHash }: Pick<ServedChain, 'genesisHash'>,
): Promise<ChainView> {
  const view = await finalizedViews(rpc)();
  if (genesisHash === null || view.metadata.genesisHash === genesisHash) return view;
  throw new ChaintillError(
    'GENESIS_MISMATCH',
    'the endpoint serves another chain: check --network and --endpoint',
  );
}

async function askGateway(url: string, endpoints: readonly string[]): Promise<ServedChain> {
  try {
    const response = await fetch(new URL('/graphql', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: CHAIN }),
    });
    const { chain } = answer.parse(await response.json()).data;
    const { genesisHash, ss58Prefix, token } = chain;
    return { endpoints, genesisHash, network: { native: token, ss58Prefix, assets: [] }, assets: [] };
  } catch (cause) {
    throw new ChaintillError(
      'GATEWAY_UNREACHABLE',
      'the running instance does not say which chain it serves: see its /health',
      { cause },
    );
  }
}
