import { useEffect, useState } from 'react';

/** What became of the last copy, while it is worth saying. */
export type Copied = 'copied' | 'copy_failed' | null;

const SAID_FOR_MS = 2_500;

/**
 * Copies a text to the clipboard.
 * @param shownIn id of the element that shows the text: it is selected where the clipboard cannot be written
 */
export function useCopying(
  text: string,
  shownIn: string,
): { readonly done: Copied; readonly copy: () => Promise<void> } {
  const [done, setDone] = useState<Copied>(null);
  useEffect(() => {
    if (done === null) return undefined;
    const timer = setTimeout(() => setDone(null), SAID_FOR_MS);
    return () => clearTimeout(timer);
  }, [done]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setDone('copied');
    } catch {
      // No clipboard outside https, or it is forbidden.
      const shown = document.getElementById(shownIn);
      if (shown) getSelection()?.selectAllChildren(shown);
      setDone('copy_failed');
    }
  }

  return { done, copy };
}
