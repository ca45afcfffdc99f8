import { speakFrom, type Language, type Tongue as TongueOf } from '../../language.js';
import { de } from './de.js';
import { en, type TextKey } from './en.js';

export type Tongue = TongueOf<TextKey>;

/**
 * @param preferred BCP 47, the most wanted first
 * @param chosen by hand, before anything else
 */
export function speak(preferred: readonly string[], chosen: Language | null = null): Tongue {
  return speakFrom({ en, de }, preferred, chosen);
}
