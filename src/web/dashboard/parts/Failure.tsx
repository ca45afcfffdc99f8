import type { ReactNode } from 'react';
import type { ApiError } from '../../ask.js';
import { FAILURES } from '../texts/failures.js';
import { useSay } from './tongue.js';

interface FailureProps {
  readonly failure: ApiError;
  readonly onAgain?: () => void;
}

/** Why something could not be shown or done: in the reader's words where there are some, else in the gateway's. */
export function Failure({ failure, onAgain }: FailureProps): ReactNode {
  const say = useSay();
  const known = FAILURES.find((code) => code === failure.code);
  const scope = /scope ([a-z]+:[a-z]+)/.exec(failure.message)?.[1];
  return (
    <div className="failure" role="alert">
      {known ? <p>{say(`failure_${known}`)}</p> : <p lang="en">{failure.message}</p>}
      {known === 'FORBIDDEN' && scope !== undefined && (
        <p>
          {say('needs_scope')} <code>{scope}</code>
        </p>
      )}
      {onAgain && (
        <button type="button" className="quiet" onClick={onAgain}>
          {say('again')}
        </button>
      )}
    </div>
  );
}
