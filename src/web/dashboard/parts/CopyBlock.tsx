import { useId, type ReactNode } from 'react';
import { useCopying } from '../../copying.js';
import { useSay } from './tongue.js';

interface CopyBlockProps {
  readonly label: string;
  readonly text: string;
}

/** A text as it is, to be read or copied. */
export function CopyBlock({ label, text }: CopyBlockProps): ReactNode {
  const say = useSay();
  const id = useId();
  const { done, copy } = useCopying(text, id);

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
