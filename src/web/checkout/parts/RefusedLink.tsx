import { useEffect, type ReactNode } from 'react';
import { linkRefusal } from '../link-refusal.js';
import type { Refusal } from '../order.js';
import { useSurroundings } from './context.js';

/** A payment link that says what cannot be, or what its shop did not register. */
export function RefusedLink({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const { say, locale } = useSurroundings().tongue;
  const title = say('link_refused_title');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="card alone refused">
      <h1>{title}</h1>
      <p>{say(linkRefusal(refusal), { fields: new Intl.ListFormat(locale).format(refusal.fields) })}</p>
      <p>{say('link_refused_text')}</p>
      <details className="more">
        <summary>{say('link_refused_details')}</summary>
        <p lang="en">
          <code>{refusal.message}</code>
        </p>
      </details>
    </main>
  );
}
