import { parseSmallestUnits } from '../domain/amount.js';
import { ChaintillError } from '../domain/errors.js';

export interface Price {
  /** In the smallest unit. */
  readonly amount: bigint;
  /** Unit of the last digit that was written: 1, or more where an exponent stands for digits that were cut off. */
  readonly step: bigint;
}

/** Digits that PHP writes of a float; it leaves out zeros at their end. */
const DIGITS = 14;
/** PHP's text for a float: those digits, and an exponent. The `+` can arrive as a blank, or still encoded, from a URL. */
const EXPONENT = /^(\d)(?:\.(\d{1,14}))?[eE](?:\+|%2[bB]| )?(\d{1,2})$/;

/**
 * Reads a price in the smallest unit: digits, or PHP's `1.0005714285714E+14` as shops send it.
 * @throws {ChaintillError} `INVALID_AMOUNT`
 */
export function parsePrice(text: string): Price {
  const match = EXPONENT.exec(text);
  const price = match ? readExponent(match) : { amount: parseSmallestUnits(text), step: 1n };
  if (price.amount === 0n) throw new ChaintillError('INVALID_AMOUNT', 'not an amount: a price is above 0');
  return price;
}

function readExponent([, whole = '', fraction = '', exponent = '']: RegExpExecArray): Price {
  const zeros = Number(exponent) - fraction.length;
  if (zeros < 0) throw new ChaintillError('INVALID_AMOUNT', 'not an amount: it has parts of a smallest unit');
  const cutOff = Math.max(0, Math.min(zeros, Number(exponent) + 1 - DIGITS));
  return { amount: parseSmallestUnits(whole + fraction + '0'.repeat(zeros)), step: 10n ** BigInt(cutOff) };
}

export interface Comparison {
  readonly status: 'NONE' | 'UNDER' | 'EXACT' | 'OVER';
  readonly missing: bigint;
  readonly excess: bigint;
}

/** A sum is exact where writing it as the price is written gives the price. */
export function compareWithPrice(received: bigint, { amount, step }: Price): Comparison {
  const difference = received - amount;
  const distance = difference < 0n ? -difference : difference;
  if (received === 0n) return { status: 'NONE', missing: amount, excess: 0n };
  if (distance === 0n || 2n * distance < step) return { status: 'EXACT', missing: 0n, excess: 0n };
  return difference < 0n
    ? { status: 'UNDER', missing: distance, excess: 0n }
    : { status: 'OVER', missing: 0n, excess: distance };
}
