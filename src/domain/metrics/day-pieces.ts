/** A window's intervals, cut at the ends of UTC days: running sums that begin anew each day tell each piece by two of them. */
import { QUARTER_MS, type Window } from './intervals.js';
import { quarterAt } from './quarters.js';

export const QUARTERS_OF_A_DAY = 96;

/** Quarters of an hour since 1970, UTC, all of one day; `until` is not among them. */
export interface DayPiece {
  readonly since: number;
  readonly until: number;
  /** Of the interval in the window, from 1. */
  readonly place: number;
}

/** What of the whole quarters from `from` up to `until`, which is not among them, is in each interval. */
export function dividePieces({ spans }: Window, from: number, until: number): readonly DayPiece[] {
  return spans.flatMap((span, i) => {
    const end = Math.min(quarterAt(span.to), until);
    const pieces: DayPiece[] = [];
    for (let since = Math.max(Math.ceil(span.from / QUARTER_MS), from); since < end;) {
      const next = Math.min(startOfDay(since) + QUARTERS_OF_A_DAY, end);
      pieces.push({ since, until: next, place: i + 1 });
      since = next;
    }
    return pieces;
  });
}

/** The first quarter of the day that a quarter is in. */
export function startOfDay(quarter: number): number {
  return quarter - (quarter % QUARTERS_OF_A_DAY);
}
