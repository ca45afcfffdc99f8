import { useEffect, useId, useState, type ReactNode } from 'react';
import { useSay } from '../texts/context.js';

interface CodeBlockProps {
  readonly title: string;
  readonly text: string;
}

const SAID_FOR_MS = 2_500;

export function CodeBlock({ title, text }: CodeBlockProps): ReactNode {
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
    <div className="block">
      <h4>
        {title}
        <button type="button" aria-label={`${say('copy')}: ${title}`} onClick={() => void copy()}>
          {say(done ?? 'copy')}
        </button>
      </h4>
      <pre id={id} tabIndex={0} role="region" aria-label={title}>
        <code>{text}</code>
      </pre>
      <span className="unseen" role="status">
        {done === null ? '' : say(done)}
      </span>
    </div>
  );
}
