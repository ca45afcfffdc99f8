/** How events write accounts and amounts: as the answers of the API do. */
import { formatAccount } from '../account.js';
import type { AccountHex } from '../extract/block.js';
import type { NetworkProfile } from '../network.js';

/** What people call an asset, and how many digits its amounts have after the point. */
export interface AssetUnit {
  readonly symbol: string;
  readonly decimals: number;
}

export interface Notation {
  readonly ss58Prefix: number;
  /** The chain's own token. */
  readonly native: AssetUnit;
  /** By their ids in pallet assets; others are not known. */
  readonly assets: ReadonlyMap<string, AssetUnit>;
}

export function notationOf({ ss58Prefix, native, assets }: NetworkProfile): Notation {
  return { ss58Prefix, native, assets: new Map(assets.map((asset) => [asset.id, asset])) };
}

/** Writes what one step or one block tells of. */
export interface EventWriter {
  account(account: AccountHex): string;
  /** The asset, as events name it. @param id in pallet assets; null for the chain's own token */
  asset(id: string | null): { asset: string | null; symbol: string | null; decimals: number | null };
}

/** @param described what the chain says of assets, which goes before what the network's profile says */
export function createEventWriter(
  { ss58Prefix, native, assets }: Notation,
  described: ReadonlyMap<string, AssetUnit>,
): EventWriter {
  // A merchant's account is in all that it is told, and each address costs two hashes.
  const written = new Map<AccountHex, string>();
  return {
    account(account) {
      const text = written.get(account) ?? formatAccount(account, ss58Prefix);
      written.set(account, text);
      return text;
    },
    asset(id) {
      const unit = id === null ? native : (described.get(id) ?? assets.get(id));
      return { asset: id, symbol: unit?.symbol ?? null, decimals: unit?.decimals ?? null };
    },
  };
}
