import type { bool, u128 } from '@polkadot/types';
import type { AccountHex } from '../domain/extract/block.js';
import type { Hex } from '../domain/hex.js';
import { readStorage, type ChainView } from './chain-view.js';

/** What an account holds, in smallest units, as of one block. */
export interface Balances {
  /** Of the chain's own token, whether it can be spent or not; without what is reserved. */
  readonly native: bigint;
  /** Those assets that were asked for and are there, in that order. */
  readonly assets: readonly AssetBalance[];
}

export interface AssetBalance {
  /** Id in decimal. */
  readonly asset: string;
  readonly balance: bigint;
  /** Whether the asset's freezer stopped this account. */
  readonly isFrozen: boolean;
}

interface SystemAccount {
  readonly data: { readonly free: u128 };
}

interface AssetAccount {
  readonly balance: u128;
  /** In older runtimes; later ones have `status`. */
  readonly isFrozen?: bool;
  readonly status?: { readonly type: string };
}

/**
 * @param assets ids in decimal; unknown ones hold nothing
 * @returns in the order of `accounts`
 */
export async function readBalances(
  view: ChainView,
  accounts: readonly AccountHex[],
  assets: readonly string[],
): Promise<readonly Balances[]> {
  const { metadata } = view;
  const [native, held] = [metadata.storageMap('system.account'), metadata.storageMap('assets.account')];
  const asked = accounts.map((account) => ({
    native: native?.key(account) ?? null,
    assets: assets.map((asset) => ({ asset, key: held?.key(asset, account) ?? null })),
  }));
  const keys = asked.flatMap((one) => [one.native, ...one.assets.map(({ key }) => key)]);
  const values = await readStorage(
    view,
    keys.filter((key) => key !== null),
  );
  const find = (key: Hex | null): Hex | undefined => (key === null ? undefined : values.get(key));
  return asked.map((one) => {
    const account = find(one.native);
    return {
      native:
        account === undefined ? 0n : (native?.decode<SystemAccount>(account).data.free.toBigInt() ?? 0n),
      assets: one.assets.flatMap(({ asset, key }) => {
        const value = find(key);
        if (value === undefined || held === null) return [];
        const { balance, isFrozen, status } = held.decode<AssetAccount>(value);
        const frozen = isFrozen?.isTrue ?? (status !== undefined && status.type !== 'Liquid');
        return [{ asset, balance: balance.toBigInt(), isFrozen: frozen }];
      }),
    };
  });
}
