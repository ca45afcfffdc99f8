/** The API key between two visits to the page: in this tab's session storage, or nowhere. It is never in an address. */

const NAME = 'chaintill:dashboard-key';

/** @returns null where none is kept */
export function recallKey(): string | null {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null; // a browser can forbid storage; the page asks for the key again
  }
}

/** Keeps it until the tab is closed or `forgetKey`. */
export function keepKey(key: string): void {
  try {
    sessionStorage.setItem(NAME, key);
  } catch {
    // As above.
  }
}

export function forgetKey(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // As above: then nothing is kept either.
  }
}
