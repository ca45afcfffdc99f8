/** Times as the reader writes them, in the reader's time zone. */

export interface Moments {
  /** Date and time to the minute. @param iso ISO 8601 */
  readonly full: (iso: string) => string;
  readonly day: (iso: string) => string;
  readonly timeOfDay: (iso: string) => string;
  /** To the second, for logs. */
  readonly exact: (iso: string) => string;
}

/** @param locale BCP 47 */
export function momentsIn(locale: string): Moments {
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const timeOfDay = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  return {
    day: (iso) => day.format(new Date(iso)),
    timeOfDay: (iso) => timeOfDay.format(new Date(iso)),
    full: (iso) => full.format(new Date(iso)),
    exact: (iso) => exact.format(new Date(iso)),
  };
}
