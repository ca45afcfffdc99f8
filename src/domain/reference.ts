/**
 * References: what ties a payment to an order. One grammar for both sides, the remark that a payer writes and the order
 * that a merchant registers: 1 to 64 of the characters A-Z a-z 0-9 . _ - exactly as they stand. Never cut, trimmed or
 * changed in case.
 */
import { ChaintillError } from './errors.js';

const REFERENCE = /^[A-Za-z0-9._-]{1,64}$/;
const TEXT_MARK = 'order:';

export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * The reference that a text remark names: `order:<reference>`, alone or followed by one blank and a description.
 * @returns null for any other text.
 */
export function parseTextReference(text: string): string | null {
  if (!text.startsWith(TEXT_MARK)) return null;
  const blank = text.indexOf(' ');
  const reference = text.slice(TEXT_MARK.length, blank === -1 ? undefined : blank);
  return isReference(reference) ? reference : null;
}

/**
 * The text of a remark that names `reference`; `parseTextReference` gives it back. An empty description is left out.
 * @throws {ChaintillError} `INVALID_REFERENCE`
 */
export function renderTextReference(reference: string, description = ''): string {
  if (!isReference(reference)) {
    throw new ChaintillError(
      'INVALID_REFERENCE',
      'not a reference: write 1 to 64 letters (A-Z, a-z), digits, dots, underscores or hyphens',
    );
  }
  return TEXT_MARK + reference + (description === '' ? '' : ` ${description}`);
}
