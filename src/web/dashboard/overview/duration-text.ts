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
