/**
 * Amounts of money: a bigint in the smallest unit inside, decimal text at the edges. No floats, and no locale: the point
 * is always a point, and nothing groups digits.
 */
import { ChaintillError } from './errors.js';

/** The largest balance of a chain. */
export const U128_MAX = 2n ** 128n - 1n;
/** Longer text is refused unread: turning digits into a number takes more than linear time. */
const LONGEST_TEXT = 512;

/**
 * Reads an amount in whole units, as `12.5`. Digits beyond `decimals` must be zeros.
 * @param decimals digits after the point that the asset has, 0 to 255
 * @returns the amount in the smallest unit, 0 to 2^128 - 1.
 * @throws {ChaintillError} `INVALID_AMOUNT`, with what is wrong.
 */
export function parseAmount(text: string, decimals: number): bigint {
  const match = text.length > LONGEST_TEXT ? null : /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw invalid(`${fault(text)}; write digits with at most one point, as 12.5`);
  const [, whole = '', fraction = ''] = match;
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw invalid(`it has more decimals than the asset; write at most ${decimals} digits after the point`);
  }
  return inRange(BigInt(whole + fraction.slice(0, decimals).padEnd(decimals, '0')));
}

/**
 * Writes an amount in whole units: the shortest text that `parseAmount` reads as `value`, a negative one with a minus.
 * @param decimals digits after the point that the asset has, 0 to 255
 */
export function formatAmount(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const fraction = digits.slice(point).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Reads an amount in the smallest unit.
 * @returns 0 to 2^128 - 1
 * @throws {ChaintillError} `INVALID_AMOUNT`, with what is wrong.
 */
export function parseSmallestUnits(text: string): bigint {
  if (text.length > LONGEST_TEXT || !/^\d+$/.test(text)) {
    throw invalid(`${fault(text)}; write a whole number of smallest units, digits only`);
  }
  return inRange(BigInt(text));
}

function inRange(value: bigint): bigint {
  if (value > U128_MAX) throw invalid('it is larger than any balance (2^128 - 1 smallest units)');
  return value;
}

function fault(text: string): string {
  if (text === '') return 'it is empty';
  if (text.length > LONGEST_TEXT) return 'it is too long';
  if (text.startsWith('-')) return 'it is negative';
  if (text.includes(',')) return 'it has a comma';
  if (/^[0-9.]+[eE]/.test(text)) return 'it has an exponent';
  if (text.includes('.')) return 'it has a point where none can be';
  return 'it has a character that is no digit';
}

function invalid(reason: string): ChaintillError {
  return new ChaintillError('INVALID_AMOUNT', `not an amount: ${reason}`);
}
