import { readableAmount } from '../amounts.js';

/** What the page knows of an amount: as the API has it, on a payment as on an order. */
export interface AmountLike {
  /** In the smallest unit, in decimal. */
  readonly value: string;
  /** As `1.5 LLD`; null where the asset's decimals are not known. */
  readonly formatted: string | null;
}

/** What an asset is counted in; null for what nobody knows. */
export interface Unit {
  readonly symbol: string | null;
  readonly decimals: number | null;
}

const FORMATTED = /^(-?)(\d+)(?:\.(\d+))?(?: (.*))?$/;

/**
 * An amount as the reader writes it, exact, with its symbol.
 * @param locale BCP 47
 * @param smallestUnits in words, for an amount whose decimals nobody knows
 */
export function amountText({ value, formatted }: AmountLike, locale: string, smallestUnits: string): string {
  const [, sign = '', whole = '', fraction = '', symbol = ''] = FORMATTED.exec(formatted ?? '') ?? [];
  if (whole === '') return `${readableAmount(value, null, locale)}\u00a0${smallestUnits}`;
  const digits = readableAmount(whole + fraction, fraction.length, locale);
  return `${sign === '' ? '' : '−'}${digits}${symbol === '' ? '' : `\u00a0${symbol}`}`;
}

/**
 * The same of an amount for which the API writes no text.
 * @param value in the smallest unit; it can be below 0
 * @param decimals digits after the point; null where nobody knows them
 */
export function amountIn(
  value: string,
  { symbol, decimals }: Unit,
  locale: string,
  smallestUnits: string,
): string {
  const [, sign = '', digits = ''] = /^(-?)(\d+)$/.exec(value) ?? [];
  const minus = sign === '' ? '' : '−';
  const text = `${minus}${readableAmount(digits, decimals, locale)}`;
  if (decimals === null) return `${text}\u00a0${smallestUnits}`;
  return symbol === null ? text : `${text}\u00a0${symbol}`;
}

/** Whether it is 0. */
export const isZero = ({ value }: AmountLike): boolean => /^-?0+$/.test(value);
