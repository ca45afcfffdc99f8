import { badField } from '../bad-field.js';
import { canonicalJson } from '../canonical-json.js';
import { encodeUtf8 } from '../utf8.js';

/** Of its JSON without blanks, in bytes of UTF-8. */
export const LARGEST_METADATA = 4_096;
/** Objects and lists inside each other, itself included. */
export const DEEPEST_METADATA = 8;

/**
 * Makes sure that a merchant's own data can be kept and given back as it is: not too large or deep, no number that was
 * rounded on the way in, no character that Postgres or UTF-8 cannot hold.
 * @throws {ChaintillError} `BAD_USER_INPUT`, with the place.
 */
export function checkMetadata(value: unknown): void {
  checkPart(value, 'metadata', 1);
  const bytes = encodeUtf8(canonicalJson(value));
  if (bytes === null || bytes.length > LARGEST_METADATA) {
    throw badField('metadata', `write at most ${LARGEST_METADATA} bytes of JSON`);
  }
}

function checkPart(value: unknown, field: string, level: number): void {
  switch (typeof value) {
    case 'string':
      checkText(value, field);
      return;
    case 'number':
      if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) return;
      throw badField(field, 'write a number above 2^53 as a string: it would be rounded');
    case 'boolean':
      return;
    case 'object':
      if (value !== null) checkParts(value, field, level);
      return;
    default:
      throw badField(field, 'write JSON');
  }
}

function checkParts(value: object, field: string, level: number): void {
  if (level > DEEPEST_METADATA) throw badField('metadata', `nest at most ${DEEPEST_METADATA} levels`);
  for (const [key, part] of Object.entries(value)) {
    checkText(key, field);
    // The path is shown, so it holds plain names only.
    checkPart(part, /^[\w-]{1,64}$/.test(key) ? `${field}.${key}` : field, level + 1);
  }
}

function checkText(text: string, field: string): void {
  if (text.includes('\0') || encodeUtf8(text) === null) {
    throw badField(field, 'leave out NUL characters and halves of surrogate pairs');
  }
}
