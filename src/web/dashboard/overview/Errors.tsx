import type { ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import type { AssetMetrics } from './documents.js';

const MOST = 8;

/** Why payments failed: a bar each, whose length is also a number. */
export function Errors({ of: { errors, total } }: { readonly of: AssetMetrics }): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const shown = errors.slice(0, MOST);
  const most = Math.max(1, ...shown.map(({ failed }) => failed));
  return (
    <section className="card" aria-labelledby="errors">
      <h3 id="errors">{say('errors')}</h3>
      {total.failed === null ? (
        <p className="none">{say('failures_unknown')}</p>
      ) : shown.length === 0 ? (
        <p className="none">{say('errors_none')}</p>
      ) : (
        <ul className="bars">
          {shown.map(({ error, failed, recovered, lost }) => (
            <li key={error}>
              <p>
                <span>{error === 'unknown' ? say('error_unknown') : error}</span>
                <strong>{count(failed)}</strong>
              </p>
              <span className="bar" style={{ width: `${(100 * failed) / most}%` }} />
              <p className="under">
                {say('error_after', { recovered: count(recovered), lost: count(lost) })}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
