import type { bool, u128 } from '@polkadot/types';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import type { AssetRules } from '../asset-rules.js';
import { readStorage, type ChainView } from '../chain-view.js';

/** What an account has of one token, in its smallest unit, as of one block. */
export interface Holding {
  /** Whether the account exists in that token. */
  readonly exists: boolean;
  /** What is neither reserved, locked nor frozen. */
  readonly unlocked: bigint;
  /** What of it can be sent by an account that stays open: `unlocked` less what has to stay. */
  readonly transferable: bigint;
}

/** What an account can pay with. */
export interface Funds {
  readonly native: Holding;
  /** In the asset that was asked for; null where none was. */
  readonly asset: Holding | null;
}

interface SystemAccount {
  readonly data: {
    readonly free: u128;
    readonly reserved: u128;
    /** Since polkadot-v0.9.43: of free and reserved together. */
    readonly frozen?: u128;
    /** Before: of what is free. */
    readonly miscFrozen?: u128;
    readonly feeFrozen?: u128;
  };
}

interface AssetAccount {
  readonly balance: u128;
  /** In older runtimes; later ones have `status`. */
  readonly isFrozen?: bool;
  readonly status?: { readonly type: string };
}

/** @returns in the order of `accounts` */
export async function readFunds(
  view: ChainView,
  accounts: readonly AccountHex[],
  asset: AssetRules | null,
): Promise<readonly Funds[]> {
  const { metadata } = view;
  const [native, assets] = [metadata.storageMap('system.account'), metadata.storageMap('assets.account')];
  const keys = accounts.map((account) => ({
    native: native?.key(account) ?? null,
    asset: asset === null ? null : (assets?.key(asset.id, account) ?? null),
  }));
  const values = await readStorage(
    view,
    keys.flatMap((one) => [one.native, one.asset]).filter((key) => key !== null),
  );
  const find = (key: Hex | null): Hex | undefined => (key === null ? undefined : values.get(key));
  return keys.map((key) => {
    const [account, held] = [find(key.native), find(key.asset)];
    return {
      native: native && account ? ofNative(native.decode(account), metadata.existentialDeposit) : NOTHING,
      asset: asset && (assets && held ? ofAsset(assets.decode(held), asset) : NOTHING),
    };
  });
}

const NOTHING: Holding = { exists: false, unlocked: 0n, transferable: 0n };

function ofNative({ data }: SystemAccount, existentialDeposit: bigint): Holding {
  const [free, reserved] = [data.free.toBigInt(), data.reserved.toBigInt()];
  const locked = data.frozen
    ? atLeastZero(data.frozen.toBigInt() - reserved)
    : higher(data.miscFrozen?.toBigInt() ?? 0n, data.feeFrozen?.toBigInt() ?? 0n);
  return {
    exists: free + reserved >= existentialDeposit,
    unlocked: atLeastZero(free - locked),
    transferable: atLeastZero(free - higher(locked, existentialDeposit)),
  };
}

function ofAsset({ balance, isFrozen, status }: AssetAccount, rules: AssetRules): Holding {
  const frozen = isFrozen?.isTrue ?? (status !== undefined && status.type !== 'Liquid');
  if (frozen || rules.isFrozen) return { exists: true, unlocked: 0n, transferable: 0n };
  const held = balance.toBigInt();
  return { exists: true, unlocked: held, transferable: atLeastZero(held - rules.minBalance) };
}

function higher(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function atLeastZero(value: bigint): bigint {
  return higher(value, 0n);
}
