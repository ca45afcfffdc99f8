import { useEffect, useState, type ReactNode } from 'react';
import { useSurroundings } from './context.js';

interface CopyButtonProps {
  readonly text: string;
  /** What it is, for those who do not see where the button stands. */
  readonly what: string;
  /** Id of the element that shows the text: it is selected where the clipboard cannot be written. */
  readonly shownIn: string;
}

const SAID_FOR_MS = 2_500;

export function CopyButton({ text, what, shownIn }: CopyButtonProps): ReactNode {
  const { say } = useSurroundings().tongue;
  const [done, setDone] = useState<'copied' | 'copy_failed' | null>(null);
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

  return (
    <>
      <button
        type="button"
        className="copy"
        aria-label={say('copy_what', { what })}
        onClick={() => void copy()}
      >
        {say(done ?? 'copy')}
      </button>
      <span className="unseen" role="status">
        {done === null ? '' : say(`${done}_what`, { what })}
      </span>
    </>
  );
}
