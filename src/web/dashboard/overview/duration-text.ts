const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * How long something takes, in its largest unit and the next one below, as `2 min 5 sec`.
 * @param ms 0 or above
 * @param locale BCP 47
 */
export function durationText(ms: number, locale: string): string {
  const [first, second] = [0, 1].map((step) => {
    const found = UNITS.findIndex(([, length]) => ms >= length);
    return UNITS[(found === -1 ? UNITS.length - 1 : found) + step];
  });
  const write = (value: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  if (!first) return '';
  if (!second) return write(ms / first[1], first[0], 1);
  const whole = Math.floor(ms / first[1]);
  const rest = Math.floor((ms - whole * first[1]) / second[1]);
  return rest === 0 ? write(whole, first[0], 0) : `${write(whole, first[0], 0)} ${write(rest, second[0], 0)}`;
}

/** A scale of times in one unit, the largest that its longest has at least two of. */
export interface DurationScale {
  readonly heightOf: (ms: number) => number;
  /** Writes a place on it, as `5 min`. */
  readonly tick: (height: number) => string;
}

/**
 * @param longestMs 0 or above
 * @param locale BCP 47
 */
export function durationScale(longestMs: number, locale: string): DurationScale {
  const [unit, length] = UNITS.find(([, one]) => longestMs >= 2 * one) ?? ['second', 1_000];
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  return { heightOf: (ms) => ms / length, tick: (height) => format.format(height) };
}
