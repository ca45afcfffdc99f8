/**
 * Money at deposit addresses that no transfer explains: it came by XCM, minting or a reward, or left by a fee, a slash or a
 * reaped rest. Told by comparing balances with transfers.
 */
import type { DepositScheme } from './deposit-address.js';

/** `unexplained` waits for somebody; `fee` and `dust` are kept, and tell nobody. */
export type DifferenceReason = 'unexplained' | 'fee' | 'dust';

/** One deposit address in one asset, after one finalized block; amounts in the smallest unit. */
export interface DepositFacts {
  readonly scheme: DepositScheme;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** Transfers to it less transfers from it, up to that block. */
  readonly expected: bigint;
  /** What it holds. */
  readonly found: bigint;
  /** The sum of the differences that were noticed before. */
  readonly noticed: bigint;
}

export interface DifferenceRules {
  /** Amounts below it, of this asset, change nothing. */
  readonly dust: bigint;
  /** Less than this cannot be held, and is reaped. */
  readonly minBalance: bigint;
}

export interface DepositDifference {
  /** What was not noticed before; below 0 where balance is missing. */
  readonly amount: bigint;
  readonly reason: DifferenceReason;
}

/**
 * What is new between a balance and the transfers that should make it. A sweep moves both sides alike, so what was
 * noticed stays noticed.
 * @returns null where nothing is.
 */
export function compareDeposit(facts: DepositFacts, rules: DifferenceRules): DepositDifference | null {
  const amount = facts.found - facts.expected - facts.noticed;
  return amount === 0n ? null : { amount, reason: reasonFor(amount, facts, rules) };
}

function reasonFor(
  amount: bigint,
  { scheme, asset, found }: DepositFacts,
  { dust, minBalance }: DifferenceRules,
): DifferenceReason {
  // A child key pays its own fees, and only its owner can make it pay.
  if (amount < 0n && scheme === 'soft' && asset === null) return 'fee';
  const size = amount < 0n ? -amount : amount;
  if (size < dust) return 'dust';
  return amount < 0n && found === 0n && size < minBalance ? 'dust' : 'unexplained';
}
