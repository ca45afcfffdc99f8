import { membershipOf, narrowSpans, type Membership, type Span } from '../../domain/company/spans.js';
import type { ChainDatabase } from '../chain/database.js';
import { firstBlocksAt } from './moments.js';
import { readSpans } from './spans.js';

/** Which blocks are wanted; null for no such end. */
export interface BlockRange {
  readonly fromBlock: number | null;
  /** The last of them. */
  readonly toBlock: number | null;
  /** ISO 8601: blocks of this time or later. */
  readonly from: string | null;
  /** ISO 8601: blocks before this time. */
  readonly before: string | null;
}

/** A company's accounts, and which of their blocks are wanted. */
export interface CompanyFlow {
  readonly companyId: string;
  /** Whatever is wanted. */
  readonly all: readonly Span[];
  readonly wanted: readonly Span[];
  readonly isOwn: Membership;
}

export async function readFlow(
  chain: ChainDatabase,
  companyId: string,
  { fromBlock, toBlock, from, before }: BlockRange,
): Promise<CompanyFlow> {
  const all = await readSpans(chain, companyId);
  const moments = [from, before].filter((moment) => moment !== null);
  const blocks = [...(await firstBlocksAt(chain, moments))];
  const first = Math.max(fromBlock ?? 0, from === null ? 0 : (blocks.shift() ?? 0));
  const ends = [...(toBlock === null ? [] : [toBlock + 1]), ...blocks];
  const until = ends.length === 0 ? null : Math.min(...ends);
  return { companyId, all, wanted: narrowSpans(all, first, until), isOwn: membershipOf(all) };
}
