import { ChaintillError } from '../errors.js';
import { renderTextReference } from '../reference.js';
import { decodeUtf8 } from '../utf8.js';
import { limited, remarkUtf8 } from './envelope.js';

/** The C0 and C1 controls and DEL, without tab, line feed and carriage return. */
// eslint-disable-next-line no-control-regex -- finding control characters is what it is for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** Reads a remark that a person wrote as plain text; null when it is empty, not UTF-8, or has control characters. */
export function readTextRemark(bytes: Uint8Array): string | null {
  const text = decodeUtf8(bytes);
  return text === null || text === '' || CONTROL.test(text) ? null : text;
}

/**
 * The bytes of a text remark that names an order: `order:<reference>`, then a blank and the description if there is one.
 * @throws {ChaintillError} `INVALID_REFERENCE`, or `INVALID_REMARK` for a description that could not be read back.
 */
export function encodeTextRemark(reference: string, description?: string): Uint8Array {
  const text = renderTextReference(reference, description);
  if (CONTROL.test(text)) {
    throw new ChaintillError('INVALID_REMARK', 'description: remove its control characters');
  }
  return limited(remarkUtf8('description', text));
}
