import { useEffect, useId, useState, type ReactNode } from 'react';
import { useSay } from './tongue.js';

interface CopyBlockProps {
  readonly label: string;
  readonly text: string;
}

const SAID_FOR_MS = 2_500;

/** A text as it is, to be read or copied. */
export function CopyBlock({ label, text }: CopyBlockProps): ReactNode {
  const say = useSay();
  const id = useId();
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
      const shown = document.getElementById(id);
      if (shown) getSelection()?.selectAllChildren(shown);
      setDone('copy_failed');
    }
  }

  return (
    <div className="copy-block">
      <p className="label">
        {label}
        <button
          type="button"
          className="quiet"
          aria-label={`${say('copy')}: ${label}`}
          onClick={() => void copy()}
        >
          {say(done ?? 'copy')}
        </button>
      </p>
      <pre id={id} tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <span className="unseen" role="status">
        {done === null ? '' : say(done)}
      </span>
    </div>
  );
}
