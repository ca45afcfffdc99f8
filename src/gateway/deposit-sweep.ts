import type { ChainView } from '../chain/chain-view.js';
import type { UnsignedCall } from '../chain/unsigned/call.js';
import type { SweepRequest } from '../chain/unsigned/deposits.js';
import { planDerivativeSweep } from '../chain/unsigned/sweep-derivative.js';
import { planSoftSweep, type ChildSweep } from '../chain/unsigned/sweep-soft.js';
import type { AccountHex } from '../domain/extract/block.js';
import type { Hex } from '../domain/hex.js';
import type { TillDatabase } from '../store/till/database.js';
import { assetsPaidTo, type DepositRow } from '../store/till/deposit-lists.js';

export interface SweepPlan {
  /** Hash of the block whose balances were read. */
  readonly at: Hex;
  /** For the owner to sign first. */
  readonly funding: readonly UnsignedCall[];
  /** For the owner to sign. */
  readonly batches: readonly UnsignedCall[];
  /** For soft-derived addresses to sign themselves. */
  readonly children: readonly ChildSweep[];
  readonly notes: readonly string[];
}

export interface SweptOwner {
  readonly account: AccountHex;
  /** How to write addresses and amounts. */
  readonly network: SweepRequest['network'];
  /** Assets to look for besides those that the orders are to be paid in, and were. */
  readonly assets: readonly string[];
}

/**
 * What empties some deposit addresses of one owner.
 * @throws {ChaintillError} as `planDerivativeSweep` and `planSoftSweep`
 */
export async function planSweep(
  till: TillDatabase,
  view: ChainView,
  { account: owner, network, assets: known }: SweptOwner,
  deposits: readonly DepositRow[],
): Promise<SweepPlan> {
  const paid = await assetsPaidTo(
    till,
    deposits.map(({ id }) => id),
  );
  const assets = [...new Set([...known, ...paid, ...deposits.flatMap(({ asset }) => asset ?? [])])];
  const pathsOf = (scheme: DepositRow['depositScheme']): DepositRow['depositPath'][] =>
    deposits.flatMap(({ depositScheme, depositPath }) => (depositScheme === scheme ? [depositPath] : []));
  const [derivative, soft] = [pathsOf('derivative'), pathsOf('soft')];
  const own = await planDerivativeSweep(view, { owner, paths: derivative, assets, network });
  const theirs =
    soft.length === 0 ? NO_CHILDREN : await planSoftSweep(view, { owner, paths: soft, assets, network });
  return {
    at: view.at,
    funding: theirs.funding,
    batches: own.batches,
    children: theirs.children,
    notes: [...own.notes, ...theirs.notes],
  };
}

const NO_CHILDREN = { funding: [], children: [], notes: [] } as const;
