import type { StatementMonth } from './months.js';
import { balanceOf, NOTHING, subtractTotals, type FlowTotals } from './totals.js';

/** One asset in one month; amounts in the asset's smallest unit, fees in the chain's own token. */
export interface Statement extends FlowTotals {
  readonly month: StatementMonth;
  /** Null for the chain's own token. */
  readonly asset: string | null;
  readonly opening: bigint;
  /** `opening + received - sent` */
  readonly closing: bigint;
}

/**
 * Statements of months that follow each other, oldest first: of each asset from the month on in which it moved first.
 * @param totals all that had moved of each asset when each month began, and when the last one ended: one more than months
 */
export function statementsOf(
  months: readonly StatementMonth[],
  totals: readonly ReadonlyMap<string | null, FlowTotals>[],
): readonly Statement[] {
  return months.flatMap((month, i) => {
    const [before, after] = [totals[i], totals[i + 1]];
    const assets = [...(after?.keys() ?? [])].toSorted(nativeFirst);
    return assets.map((asset) => {
      const [opened, closed] = [before?.get(asset) ?? NOTHING, after?.get(asset) ?? NOTHING];
      return {
        month,
        asset,
        opening: balanceOf(opened),
        ...subtractTotals(closed, opened),
        closing: balanceOf(closed),
      };
    });
  });
}

function nativeFirst(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}
