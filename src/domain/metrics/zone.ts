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
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Zones that are kept open, and days of which each keeps what its clocks say: to ask the engine takes far longer. */
const MOST_OPEN = 32;
const MOST_DAYS = 4_000;
const open = new Map<string, Zone>();

/** @throws {ChaintillError} `UNKNOWN_TIME_ZONE` */
export function openZone(name: string): Zone {
  const known = open.get(name);
  if (known) return known;
  const zone = makeZone(name);
  const [oldest] = open.keys();
  if (open.size >= MOST_OPEN && oldest !== undefined) open.delete(oldest);
  open.set(name, zone);
  return zone;
}

function makeZone(name: string): Zone {
  const ahead = offsetsOf(clockOf(name));
  return {
    name,
    at(instant) {
      const local = new Date(instant + ahead(instant));
      return {
        year: local.getUTCFullYear(),
        month: local.getUTCMonth() + 1,
        day: local.getUTCDate(),
        hour: local.getUTCHours(),
        minute: local.getUTCMinutes(),
      };
    },
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

/**
 * What a clock is ahead of UTC at an instant, in milliseconds; whole minutes, as all clocks are since 1972. No clock is put
 * forward and back within one day of UTC: one that says the same at both ends of it says the same all day.
 */
function offsetsOf(clock: Intl.DateTimeFormat): (instant: number) => number {
  const atStarts = new Map<number, number>();
  const read = (instant: number): number => {
    const fields: Record<string, number> = {};
    for (const { type, value } of clock.formatToParts(instant)) fields[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(instant / MINUTE) * MINUTE;
  };
  const atStart = (day: number): number => {
    let offset = atStarts.get(day);
    if (offset === undefined) {
      if (atStarts.size >= MOST_DAYS) atStarts.clear();
      offset = read(day * DAY);
      atStarts.set(day, offset);
    }
    return offset;
  };
  return (instant) => {
    const day = Math.floor(instant / DAY);
    const offset = atStart(day);
    return offset === atStart(day + 1) ? offset : read(instant);
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
