import type { AccountHex } from '../extract/block.js';

/** What a merchant expects for one order: fixed at registration, and all that the fold knows of it besides its inputs. */
export interface OrderTerms {
  /** In the asset's smallest unit. */
  readonly amount: bigint;
  /** What settles it: the amount less the tolerance (`minimumOf`). */
  readonly minimum: bigint;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** The one account whose payments count; null for anybody's. */
  readonly payer: AccountHex | null;
  /** A payment below this is summed, but changes nothing by itself. In the smallest unit. */
  readonly dust: bigint;
  /** First block whose payments count. */
  readonly windowFrom: number;
  /** Last block whose payments are on time. */
  readonly expiryHeight: number;
  readonly late: LatePolicy;
}

/** What becomes of payments in blocks after the expiry: kept apart for the merchant, or counted for some blocks more. */
export type LatePolicy = { readonly policy: 'hold' } | { readonly policy: 'accept'; readonly blocks: number };

export const MAX_TOLERANCE_BP = 5_000;

/**
 * The least sum that settles an order. The tolerance lowers the minimum only, and never to nothing.
 * @param toleranceBp basis points (hundredths of a percent), 0 to `MAX_TOLERANCE_BP`
 */
export function minimumOf(amount: bigint, toleranceBp: number): bigint {
  const minimum = amount - (amount * BigInt(toleranceBp)) / 10_000n;
  return minimum < 1n ? 1n : minimum;
}
