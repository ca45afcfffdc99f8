/** Which language a page speaks, and how it fills in its words. */

export type Language = 'en' | 'de';

/** Fills a text in. Names that a text does not have are left out. */
export type Say<Key extends string> = (key: Key, values?: Readonly<Record<string, string>>) => string;

export interface Tongue<Key extends string> {
  readonly language: Language;
  /** How numbers are written, BCP 47: as the reader prefers within that language. */
  readonly locale: string;
  readonly say: Say<Key>;
}

/**
 * @param texts of the page, by language; `{name}` in them is filled in
 * @param preferred BCP 47, the most wanted first
 * @param chosen by hand, before anything else
 */
export function speakFrom<Key extends string>(
  texts: Readonly<Record<Language, Readonly<Record<Key, string>>>>,
  preferred: readonly string[],
  chosen: Language | null,
): Tongue<Key> {
  const language = chosen ?? preferred.map(languageOf).find((one) => one !== null) ?? 'en';
  const words = texts[language];
  return {
    language,
    locale: preferred.find((locale) => languageOf(locale) === language) ?? language,
    say: (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? ''),
  };
}

function languageOf(locale: string): Language | null {
  const [language] = locale.toLowerCase().split('-');
  return language === 'en' || language === 'de' ? language : null;
}
