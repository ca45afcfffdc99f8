/**
 * Clocks of the world: which local date an instant has, and when a local day begins. Instants are milliseconds since 1970, UTC.
 * The rules are those that the JavaScript engine carries (ECMA-402).
 */
import { ChaintillError } from '../errors.js';

/** A date and time as a clock on the wall shows it. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

export interface Zone {
  /** As IANA names it. */
  readonly name: string;
  at(instant: number): LocalTime;
  /**
   * The first instant of a local date. Where clocks are put forward at midnight, the day begins when they say 1.
   * @param day may be beyond the month's end, or below 1
   */
  startOfDay(year: number, month: number, day: number): number;
}

const NAME = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;
const HOUR = 3_600_000;

/** @throws {ChaintillError} `UNKNOWN_TIME_ZONE` */
export function openZone(name: string): Zone {
  const clock = clockOf(name);
  const at = (instant: number): LocalTime => {
    const fields: Record<string, number> = {};
    for (const { type, value } of clock.formatToParts(instant)) fields[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = fields;
    return { year, month, day, hour, minute };
  };
  /** What the clock is ahead of UTC; whole minutes, as all clocks are since 1972. */
  const ahead = (instant: number): number => {
    const { year, month, day, hour, minute } = at(instant);
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / 60_000) * 60_000;
  };
  return {
    name,
    at,
    startOfDay(year, month, day) {
      const midnight = Date.UTC(year, month - 1, day);
      // At most one change of the clock is near: before it one of these holds, after it the other.
      const offsets = [ahead(midnight - 26 * HOUR), ahead(midnight + 26 * HOUR)];
      const times = offsets.map((offset) => midnight - offset);
      const shown = times.filter((time, i) => ahead(time) === offsets[i]);
      // No clock showed that midnight: the clocks were put forward when it would have come.
      return shown.length > 0 ? Math.min(...shown) : Math.max(...times);
    },
  };
}

function clockOf(name: string): Intl.DateTimeFormat {
  try {
    if (NAME.test(name)) {
      return new Intl.DateTimeFormat('en-US', {
        timeZone: name,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
      });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new ChaintillError(
    'UNKNOWN_TIME_ZONE',
    'write a time zone as IANA names it, as Europe/Prague or UTC',
  );
}
