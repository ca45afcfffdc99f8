/** Which language the page speaks, and how it fills in its words. */
import { de } from './de.js';
import { en, type TextKey, type Texts } from './en.js';

export type Language = 'en' | 'de';

const TEXTS: Readonly<Record<Language, Texts>> = { en, de };

/** Fills a text in. Names that a text does not have are left out. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string>>) => string;

export interface Tongue {
  readonly language: Language;
  /** How numbers are written, BCP 47: as the reader prefers within that language. */
  readonly locale: string;
  readonly say: Say;
}

/**
 * @param preferred BCP 47, the most wanted first
 * @param chosen by hand, before anything else
 */
export function speak(preferred: readonly string[], chosen: Language | null = null): Tongue {
  const language = chosen ?? preferred.map(languageOf).find((one) => one !== null) ?? 'en';
  const texts = TEXTS[language];
  return {
    language,
    locale: preferred.find((locale) => languageOf(locale) === language) ?? language,
    say: (key, values = {}) => texts[key].replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? ''),
  };
}

function languageOf(locale: string): Language | null {
  const [language] = locale.toLowerCase().split('-');
  return language === 'en' || language === 'de' ? language : null;
}
