import { createContext, useContext } from 'react';
import type { Tongue } from '../../language.js';
import type { TextKey } from '../texts/en.js';

export interface Surroundings {
  readonly tongue: Tongue<TextKey>;
  /** Symbol of the token that prices are in. */
  readonly currency: string;
}

export const SurroundingsContext = createContext<Surroundings | null>(null);

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error('a part stands outside the page');
  return surroundings;
}

/** A price as the reader writes it, with its symbol. @returns from whole tokens in decimal */
export function usePrices(): (price: string) => string {
  const { tongue, currency } = useSurroundings();
  const digits = new Intl.NumberFormat(tongue.locale, { maximumFractionDigits: 18 });
  return (price) => `${digits.format(price as Intl.StringNumericLiteral)}\u00a0${currency}`;
}
