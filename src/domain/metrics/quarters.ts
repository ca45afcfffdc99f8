/** Which quarters of an hour a reading of figures takes whole, and which it cuts. Quarters are numbered since 1970, UTC. */
import { QUARTER_MS, type TimeSpan } from './intervals.js';

/** When an account began and ended to belong to somebody. */
export interface OwnedQuarters {
  /** In this quarter; null where it always did. */
  readonly begin: number | null;
  /** In this quarter; null while it does. */
  readonly end: number | null;
}

export interface DividedQuarters {
  /** All of these are whole, up to `wholeUntil`, which is the first after them; none where that is not above. */
  readonly wholeFrom: number;
  readonly wholeUntil: number;
  /** Of these, two at most, a part may count. */
  readonly cut: readonly number[];
}

export function quarterAt(instant: number): number {
  return Math.floor(instant / QUARTER_MS);
}

/** Time grows with blocks: so ownership, which is counted in blocks, cuts the quarter in which it begins, and no other. */
export function divideQuarters({ from, to }: TimeSpan, { begin, end }: OwnedQuarters): DividedQuarters {
  const first = Math.max(quarterAt(from), begin ?? 0);
  const last = Math.min(quarterAt(to - 1), end ?? Infinity);
  const wholeFrom = Math.max(Math.ceil(from / QUARTER_MS), begin === null ? 0 : begin + 1);
  const wholeUntil = Math.min(quarterAt(to), end ?? Infinity);
  const cut = [...new Set([wholeFrom - 1, wholeUntil])];
  return { wholeFrom, wholeUntil, cut: cut.filter((quarter) => quarter >= first && quarter <= last) };
}
