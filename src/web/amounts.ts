/** Amounts as the reader writes them: exact, whatever their size. */

/** What an amount is counted in; decimals are null where nobody knows them. */
export interface Unit {
  readonly symbol: string | null;
  readonly decimals: number | null;
}

/**
 * An amount to be typed or pasted into a wallet: a point, no grouping, no symbol.
 * @param value in the smallest unit, in decimal
 * @param decimals digits after the point; null leaves the smallest unit
 */
export function plainAmount(value: string, decimals: number | null): string {
  const [whole, fraction] = parts(value, decimals ?? 0);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** An amount to be read, without its symbol. @param locale BCP 47 */
export function readableAmount(value: string, decimals: number | null, locale: string): string {
  const [whole, fraction] = parts(value, decimals ?? 0);
  const shownWhole = new Intl.NumberFormat(locale).format(BigInt(whole));
  if (fraction === '') return shownWhole;
  const digit = new Intl.NumberFormat(locale, { useGrouping: false });
  const point = digit.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  return shownWhole + point + fraction.replace(/\d/g, (one) => digit.format(BigInt(one)));
}

function parts(value: string, decimals: number): readonly [whole: string, fraction: string] {
  const digits = value.padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return [digits.slice(0, point), digits.slice(point).replace(/0+$/, '')];
}
