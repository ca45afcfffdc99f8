import { createContext, use } from 'react';
import { readableAmount, type Unit } from '../../amounts.js';
import type { NetworkFacts } from '../order.js';
import type { OrderSource } from '../source.js';
import type { Tongue } from '../texts/language.js';

/** What every part of the page knows. */
export interface Surroundings {
  readonly tongue: Tongue;
  readonly network: NetworkFacts;
  readonly source: OrderSource;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const surroundings = use(SurroundingsContext);
  if (!surroundings) throw new Error('a part of the page stands outside it');
  return surroundings;
}

/** @returns what writes an amount of the smallest unit with its symbol. */
export function useAmounts(): (value: string, unit: Unit) => string {
  const { tongue } = useSurroundings();
  return (value, { symbol, decimals }) =>
    decimals === null
      ? `${readableAmount(value, null, tongue.locale)} ${tongue.say('smallest_units')}${symbol === null ? '' : ` (${symbol})`}`
      : `${readableAmount(value, decimals, tongue.locale)}${symbol === null ? '' : `\u00a0${symbol}`}`;
}
