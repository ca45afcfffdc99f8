/** What the page keeps of an order over a reload, in this tab alone. */
import type { SentPayment } from './stage.js';

export interface Kept {
  readonly sent: SentPayment | null;
  /** Hash of the newest payment's extrinsic, once seen. */
  readonly transaction: string | null;
  /** Whether this tab has seen the order unpaid, and has not sent its buyer on to the shop since. */
  readonly awaited: boolean;
}

const NOTHING: Kept = { sent: null, transaction: null, awaited: false };

export function recall(key: string): Kept {
  try {
    const text = sessionStorage.getItem(nameOf(key));
    return text === null ? NOTHING : { ...NOTHING, ...(JSON.parse(text) as Partial<Kept>) };
  } catch {
    return NOTHING; // a browser can forbid storage; the page works without
  }
}

export function keep(key: string, kept: Kept): void {
  try {
    sessionStorage.setItem(nameOf(key), JSON.stringify(kept));
  } catch {
    // As above.
  }
}

function nameOf(key: string): string {
  return `chaintill:${key}`;
}
