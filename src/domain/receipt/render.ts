import { canonicalJson } from '../canonical-json.js';
import { encodeUtf8 } from '../utf8.js';
import type { Receipt, ReceiptContent } from './receipt.js';

/** What the issuer signs. */
export function signedBytes(content: ReceiptContent): Uint8Array {
  const bytes = encodeUtf8(canonicalJson(content));
  // JSON escapes the halves of surrogate pairs, the one thing that UTF-8 cannot write.
  if (bytes === null) throw new RangeError('JSON text is always UTF-8');
  return bytes;
}

/** The file: one line of canonical JSON, so that a receipt has one text only. */
export function renderReceipt(receipt: Receipt): string {
  return `${canonicalJson(receipt)}\n`;
}
