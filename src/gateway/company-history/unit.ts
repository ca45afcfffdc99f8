import type { NetworkProfile } from '../../domain/network.js';
import type { AssetDescription } from '../graphql/views.js';

/** An asset as it stands beside amounts of it. */
export interface UnitView {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly symbol: string | null;
  /** Digits of a whole token after the point; null where they are not known. */
  readonly decimals: number | null;
}

/** @param described what the chain says of the asset, which goes before what the profile says */
export function viewUnit(
  { native, assets }: NetworkProfile,
  asset: string | null,
  described: AssetDescription | null,
): UnitView {
  const unit = asset === null ? native : (described ?? assets.find(({ id }) => id === asset));
  return { asset, symbol: unit?.symbol ?? null, decimals: unit?.decimals ?? null };
}
