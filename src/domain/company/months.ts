/** Months as people write them, and where they begin in a time zone. */
import { badField } from '../bad-field.js';
import type { Zone } from '../metrics/zone.js';

/** Months since the year 0. */
export type Month = number;

/** Ten years. */
export const MOST_MONTHS = 120;
const USUAL_MONTHS = 12;
const FIRST = 2000 * 12;
const LAST = 2099 * 12 + 11;

export interface StatementMonth {
  /** As `2026-03`. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** When the next one begins. */
  readonly before: number;
}

/**
 * The months that statements are asked for, oldest first.
 * @param from,to as `2026-03`; null for the 12 months up to the last, and for the month of `now`
 * @param now milliseconds since 1970
 * @throws {ChaintillError} `BAD_USER_INPUT`, with the field that is wrong
 */
export function readMonths(
  zone: Zone,
  { from, to }: { readonly from: string | null; readonly to: string | null },
  now: number,
): readonly StatementMonth[] {
  const { year, month } = zone.at(now);
  const last = to === null ? year * 12 + month - 1 : readMonth('to', to);
  const first = from === null ? Math.max(FIRST, last - USUAL_MONTHS + 1) : readMonth('from', from);
  if (first > last) throw badField('from', 'write a month that is not after the last one');
  if (last - first >= MOST_MONTHS) throw badField('from', `ask for at most ${MOST_MONTHS} months at once`);
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    name: nameOf(first + i),
    from: startOf(zone, first + i),
    before: startOf(zone, first + i + 1),
  }));
}

function readMonth(field: string, text: string): Month {
  const match = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  const month = match ? Number(match[1]) * 12 + Number(match[2]) - 1 : -1;
  if (month < FIRST || month > LAST)
    throw badField(field, 'write a month from 2000-01 to 2099-12, as 2026-03');
  return month;
}

function startOf(zone: Zone, month: Month): number {
  return zone.startOfDay(Math.floor(month / 12), (month % 12) + 1, 1);
}

function nameOf(month: Month): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}
