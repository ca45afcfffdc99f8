/** Which time figures are of: whole hours, days or months of the reader's calendar, up to the end of the current one. */

export const RANGES = ['24h', '7d', '30d', '12m'] as const;
export type Range = (typeof RANGES)[number];
export const USUAL_RANGE: Range = '30d';

export type Interval = 'HOUR' | 'DAY' | 'MONTH';

export interface Window {
  /** ISO 8601. */
  readonly from: string;
  /** The first instant after it. */
  readonly to: string;
  readonly interval: Interval;
}

export function windowOf(range: Range, now: Date): Window {
  const [year, month, day, hour] = [now.getFullYear(), now.getMonth(), now.getDate(), now.getHours()];
  const between = (from: Date, to: Date, interval: Interval): Window => ({
    from: from.toISOString(),
    to: to.toISOString(),
    interval,
  });
  switch (range) {
    case '24h':
      return between(new Date(year, month, day, hour - 23), new Date(year, month, day, hour + 1), 'HOUR');
    case '7d':
      return between(new Date(year, month, day - 6), new Date(year, month, day + 1), 'DAY');
    case '30d':
      return between(new Date(year, month, day - 29), new Date(year, month, day + 1), 'DAY');
    case '12m':
      return between(new Date(year, month - 11, 1), new Date(year, month + 1, 1), 'MONTH');
  }
}

/** How an interval's beginning is written. @param locale BCP 47 */
export function intervalText(interval: Interval, locale: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat(locale, FORMATS[interval]);
  return (iso) => format.format(new Date(iso));
}

const FORMATS: Readonly<Record<Interval, Intl.DateTimeFormatOptions>> = {
  HOUR: { weekday: 'short', hour: '2-digit', minute: '2-digit' },
  DAY: { day: 'numeric', month: 'short' },
  MONTH: { month: 'short', year: 'numeric' },
};
