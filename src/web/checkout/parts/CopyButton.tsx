import type { ReactNode } from 'react';
import { useCopying } from '../../copying.js';
import { useSurroundings } from './context.js';

interface CopyButtonProps {
  readonly text: string;
  /** What it is, for those who do not see where the button stands. */
  readonly what: string;
  /** Id of the element that shows the text: it is selected where the clipboard cannot be written. */
  readonly shownIn: string;
}

export function CopyButton({ text, what, shownIn }: CopyButtonProps): ReactNode {
  const { say } = useSurroundings().tongue;
  const { done, copy } = useCopying(text, shownIn);

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
