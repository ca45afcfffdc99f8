/** For which blocks an account's money is a company's. */
import type { AccountHex } from '../extract/block.js';
import type { OwnedBlocks } from '../metrics/ownership.js';

/** Spans of one account do not touch: see `mergeOwned`. */
export type Span = OwnedBlocks;

/**
 * What of the spans is within a range of blocks.
 * @param fromBlock the first that counts
 * @param untilBlock the first after them; null for no end
 */
export function narrowSpans(
  spans: readonly Span[],
  fromBlock: number,
  untilBlock: number | null,
): readonly Span[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.fromBlock, fromBlock);
    const until = Math.min(endOf(span), untilBlock ?? Infinity);
    if (from >= until) return [];
    return [{ ...span, fromBlock: from, untilBlock: until === Infinity ? null : until }];
  });
}

/** Whether an account is in one of the spans at a block. */
export type Membership = (account: AccountHex | null, block: number) => boolean;

export function membershipOf(spans: readonly Span[]): Membership {
  const byAccount = new Map<AccountHex, Span[]>();
  for (const span of spans) {
    const known = byAccount.get(span.account);
    if (known) known.push(span);
    else byAccount.set(span.account, [span]);
  }
  return (account, block) =>
    account !== null &&
    (byAccount.get(account) ?? []).some((span) => span.fromBlock <= block && block < endOf(span));
}

function endOf({ untilBlock }: Span): number {
  return untilBlock ?? Infinity;
}
