/** A number as plain decimal text: `-?digits` or `-?digits.digits`, without an exponent or needless zeros. */
export type Decimal = string;

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;
/** More than any number on a chain has; beyond it, comparing would cost more than it is worth. */
const MOST_DIGITS = 100;

/** Reads a number of any notation exactly; null for what is no number or has more than 100 digits. */
export function parseDecimal(text: string): Decimal | null {
  const match = text.length > 2 * MOST_DIGITS ? null : DECIMAL.exec(text);
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point > MOST_DIGITS || point < -MOST_DIGITS || digits.length > MOST_DIGITS) return null;
  const padded = digits.padStart(digits.length - Math.min(point, 0), '0').padEnd(point, '0');
  const at = Math.max(point, 0);
  const integer = padded.slice(0, at).replace(/^0+(?=\d)/, '') || '0';
  const rest = padded.slice(at).replace(/0+$/, '');
  const plain = rest === '' ? integer : `${integer}.${rest}`;
  return sign === '-' && plain !== '0' ? `-${plain}` : plain;
}

/** The whole numbers next to a number on either side; both are the number itself if it is whole. */
export function wholeNeighbours(decimal: Decimal): { floor: bigint; ceil: bigint } {
  const [whole = '0', fraction] = decimal.split('.');
  const towardsZero = BigInt(whole);
  if (fraction === undefined) return { floor: towardsZero, ceil: towardsZero };
  return decimal.startsWith('-')
    ? { floor: towardsZero - 1n, ceil: towardsZero }
    : { floor: towardsZero, ceil: towardsZero + 1n };
}
