import { useId, type ReactNode } from 'react';
import { CopyButton } from './CopyButton.js';

interface CopyFieldProps {
  readonly label: string;
  /** What is shown and copied. */
  readonly text: string;
  /** Where it belongs. */
  readonly hint?: string;
}

export function CopyField({ label, text, hint }: CopyFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <dt>{label}</dt>
      <dd>
        <p className="copyable">
          <code id={id}>{text}</code>
          <CopyButton text={text} what={label} shownIn={id} />
        </p>
        {hint !== undefined && <p className="hint">{hint}</p>}
      </dd>
    </div>
  );
}
