import { useId, type ReactNode } from 'react';
import { useCopying } from '../../copying.js';
import { useSay } from '../texts/context.js';

interface CodeBlockProps {
  readonly title: string;
  readonly text: string;
}

export function CodeBlock({ title, text }: CodeBlockProps): ReactNode {
  const say = useSay();
  const id = useId();
  const { done, copy } = useCopying(text, id);

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
