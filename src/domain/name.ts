import { ChaintillError } from './errors.js';

const LONGEST = 100;
/** Control characters, halves of pairs, and what turns the direction of the text around it. */
const UNFIT = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/**
 * Reads what people call a merchant, a key or an account.
 * @returns it without blanks around
 * @throws {ChaintillError} `INVALID_NAME`
 */
export function parseName(text: string): string {
  const name = text.trim();
  if (name === '' || name.length > LONGEST || UNFIT.test(name)) {
    throw new ChaintillError(
      'INVALID_NAME',
      `write 1 to ${LONGEST} characters, without line breaks and other control characters`,
    );
  }
  return name;
}
