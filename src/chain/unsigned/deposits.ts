import { formatAccount } from '../../domain/account.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { NetworkProfile } from '../../domain/network.js';
import { readAssetRules } from '../asset-rules.js';
import { readBalances } from '../balances.js';
import type { ChainView } from '../chain-view.js';
import { assetToken, describeAmount, nativeToken, type Token } from './token.js';

/** What a sweep is asked to look at: deposit addresses of one owner, who gets what they hold. */
export interface SweepRequest {
  readonly owner: AccountHex;
  /** Where the addresses are below the owner's account. */
  readonly paths: readonly (readonly number[])[];
  /** Ids in pallet assets, in decimal. The chain's own token is always looked at. */
  readonly assets: readonly string[];
  /** How to write addresses and amounts in descriptions. */
  readonly network: Pick<NetworkProfile, 'native' | 'ss58Prefix'>;
}

/** A deposit address that holds something. */
export interface Deposit {
  readonly address: AccountHex;
  readonly path: readonly number[];
  /** In the chain's own token. */
  readonly native: bigint;
  /** What can be moved: assets first, as the address may have to pay for them, or stay open until they are gone. */
  readonly items: readonly SweepItem[];
}

export interface SweepItem {
  readonly token: Token;
  /** What the address held of it, in the smallest unit. */
  readonly amount: bigint;
}

export interface Deposits {
  /** In the order of the paths, without empty addresses. */
  readonly deposits: readonly Deposit[];
  /** What cannot be moved, for people. */
  readonly notes: readonly string[];
}

/** @param derive gives the address at a path below the owner's account */
export async function readDeposits(
  view: ChainView,
  { owner, paths, assets, network }: SweepRequest,
  derive: (owner: AccountHex, path: readonly number[]) => AccountHex,
): Promise<Deposits> {
  const addresses = paths.map((path) => ({ path, address: derive(owner, path) }));
  const rules = await readAssetRules(view, assets);
  const known = [...rules.keys()];
  const accounts = addresses.map(({ address }) => address);
  const balances = await readBalances(view, accounts, known);
  const native = nativeToken(network.native);
  const notes: string[] = [];
  const deposits = addresses.map(({ path, address }, place): Deposit => {
    const held = balances[place] ?? { native: 0n, assets: [] };
    const items: SweepItem[] = [];
    for (const { asset, balance, isFrozen } of held.assets) {
      const rule = rules.get(asset);
      if (rule === undefined || balance === 0n) continue;
      const token = assetToken(rule);
      if (isFrozen || rule.isFrozen) {
        const where = formatAccount(address, network.ss58Prefix);
        notes.push(`${describeAmount(balance, token)} at ${where} stays there: it is frozen.`);
      } else items.push({ token, amount: balance });
    }
    if (held.native > 0n) items.push({ token: native, amount: held.native });
    return { address, path, native: held.native, items };
  });
  return { deposits: deposits.filter(({ items }) => items.length > 0), notes };
}

/** As `2.5 ROC, 100 USDT (asset 1984)`. */
export function describeItems(items: readonly SweepItem[]): string {
  const sums = new Map<string | null, SweepItem>();
  for (const { token, amount } of items) {
    sums.set(token.asset, { token, amount: amount + (sums.get(token.asset)?.amount ?? 0n) });
  }
  return [...sums.values()].map(({ token, amount }) => describeAmount(amount, token)).join(', ');
}
