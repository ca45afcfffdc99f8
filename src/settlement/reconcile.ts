/** Which differences there are between the balances of deposit addresses and their transfers: pure. */
import { compareDeposit, type DifferenceRules } from '../domain/deposit-difference.js';
import type { AccountHex } from '../domain/extract/block.js';
import type { NoticedDifference, RoundBatch } from '../store/till/deposit-round.js';

/** What an account holds of the chain's own token (null) or an asset, in the smallest unit. */
export type HeldBy = (address: AccountHex, asset: string | null) => bigint;

/** @param assets besides the chain's own token, those that were looked at */
export function differencesIn(
  { deposits, movements, noticed }: RoundBatch,
  assets: readonly string[],
  held: HeldBy,
  rulesOf: (asset: string | null) => DifferenceRules,
): readonly NoticedDifference[] {
  const key = (address: AccountHex, asset: string | null): string => `${address} ${asset ?? ''}`;
  const expected = new Map(
    movements.map(({ address, asset, received, moved }) => [key(address, asset), received - moved]),
  );
  const before = new Map(noticed.map(({ address, asset, amount }) => [key(address, asset), amount]));
  return deposits.flatMap((deposit) =>
    [null, ...assets].flatMap((asset) => {
      const { address, scheme } = deposit;
      const facts = {
        scheme,
        asset,
        expected: expected.get(key(address, asset)) ?? 0n,
        found: held(address, asset),
        noticed: before.get(key(address, asset)) ?? 0n,
      };
      const difference = compareDeposit(facts, rulesOf(asset));
      return difference === null
        ? []
        : [{ ...difference, deposit, asset, expected: facts.expected, found: facts.found }];
    }),
  );
}

/** Every asset that a batch may hold, as far as anybody said so. @param known ids that are looked at in any case */
export function assetsOf({ deposits, movements, noticed }: RoundBatch, known: readonly string[]): string[] {
  const named = [...deposits, ...movements, ...noticed].flatMap(({ asset }) => asset ?? []);
  return [...new Set([...known, ...named])];
}
