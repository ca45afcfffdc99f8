import type { HeadsState } from '../chain/heads.js';
import { ChaintillError } from '../domain/errors.js';
import type { NetworkProfile } from '../domain/network.js';
import { findAssets } from '../store/chain/assets.js';
import type { ChainDatabase } from '../store/chain/database.js';
import type { OrderReading } from '../store/till/order-reading.js';
import type { GatewayContext } from './graphql/context.js';
import type { AssetDescription } from './graphql/views.js';
import { viewOrder, type OrderView, type ShownNetwork } from './order-view.js';

/** What answers about orders and payments are made with: a GraphQL context has it, and so has a REST route. */
export type Surroundings = Pick<GatewayContext, 'chain' | 'heads' | 'network' | 'views'>;

/** What of them the views need: a command has them as well, and follows no node. */
export interface ViewSurroundings extends Pick<Surroundings, 'chain' | 'views'> {
  readonly heads: { state(): Pick<HeadsState, 'best'> };
  readonly network: ShownNetwork;
}

/** Orders as the API shows them, in the order of their rows. */
export async function viewOrders(
  { chain, heads, network, views }: ViewSurroundings,
  rows: readonly OrderReading[],
): Promise<readonly OrderView[]> {
  const described = await describeAssets(
    chain,
    rows.map(({ asset }) => asset),
  );
  const { best } = heads.state();
  return rows.map((row) =>
    viewOrder(row, {
      network,
      views,
      bestHeight: best,
      asset: row.asset === null ? null : (described.get(row.asset) ?? null),
    }),
  );
}

/**
 * What the chain says of assets, by id. While there is no index, the profile must do: orders are shown all the same.
 * @param ids null for the chain's own token
 */
export async function describeAssets(
  chain: ChainDatabase,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, AssetDescription>> {
  const wanted = new Set(ids.filter((id) => id !== null));
  try {
    const rows = await findAssets(chain, [...wanted]);
    return new Map(rows.map((row) => [row.id, row]));
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'INDEX_NOT_READY') return new Map();
    throw error;
  }
}

/** Digits after the point; null for an asset that neither the chain nor the profile describes. */
export async function decimalsOf(
  chain: ChainDatabase,
  network: NetworkProfile,
  assetId: string | null,
): Promise<number | null> {
  if (assetId === null) return network.native.decimals;
  const described = (await describeAssets(chain, [assetId])).get(assetId);
  return (described ?? network.assets.find(({ id }) => id === assetId))?.decimals ?? null;
}
