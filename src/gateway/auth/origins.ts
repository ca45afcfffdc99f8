/** The pages that a publishable key may be used on. */
import { ChaintillError } from '../../domain/errors.js';

const MOST_ORIGINS = 20;
const LONGEST_ORIGIN = 300;

/**
 * Reads origins, as `https://shop.example` or `http://localhost:3000`.
 * @returns each once, as browsers write them
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readOrigins(texts: readonly string[]): readonly string[] {
  if (texts.length > MOST_ORIGINS) throw bad(`write at most ${MOST_ORIGINS} origins`);
  return [...new Set(texts.map(readOrigin))];
}

function readOrigin(text: string): string {
  const url = text.length <= LONGEST_ORIGIN && URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    `${url.username}${url.password}${url.search}${url.hash}` === '' &&
    url.pathname === '/';
  if (isOrigin) return url.origin;
  throw bad('write the origins of pages alone, as https://shop.example');
}

/**
 * Whether a page may use a key. Browsers say truly where they come from; who uses none can say anything, so that this keeps
 * other people's pages from the key, and nobody else.
 * @param origin as the header `Origin` has it; undefined for none
 */
export function isAllowedOrigin(allowed: readonly string[], origin: string | undefined): boolean {
  return allowed.length === 0 || (origin !== undefined && allowed.includes(origin));
}

function bad(message: string): ChaintillError {
  return new ChaintillError('BAD_USER_INPUT', message);
}
