import { createContext, use } from 'react';
import { speakFrom, type Language, type Tongue as TongueOf } from '../../language.js';
import { de, en, type TextKey } from '../texts/texts.js';

export type Tongue = TongueOf<TextKey>;

/** @param chosen by hand, before what the browser prefers */
export function speak(chosen: Language | null): Tongue {
  return speakFrom({ en, de }, navigator.languages, chosen);
}

export const TongueContext = createContext<Tongue | null>(null);

export function useTongue(): Tongue {
  const tongue = use(TongueContext);
  if (!tongue) throw new Error('no language is chosen');
  return tongue;
}

export const useSay = (): Tongue['say'] => useTongue().say;
