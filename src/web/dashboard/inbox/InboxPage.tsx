import { useState, type ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { pageOf, Pager } from '../parts/Pager.js';
import { useSession } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import type { Route } from '../route.js';
import { concernsInbox } from './concerns.js';
import { UNMATCHED, type UnmatchedAnswer } from './documents.js';
import { UnmatchedMoney } from './UnmatchedMoney.js';

/** Suggestions are looked for one by one. */
const PAGE = 20;

export function InboxPage({ route }: { readonly route: Route }): ReactNode {
  const say = useSay();
  const { api } = useSession();
  const [done, setDone] = useState<string | null>(null);
  const answer = useAnswer<UnmatchedAnswer>(UNMATCHED, { ...pageOf(route, PAGE) }, concernsInbox);

  function decided(what: string): void {
    setDone(what);
    answer.reload();
  }

  return (
    <>
      <Heading title={say('inbox_title')} />
      <p className="about">{say('inbox_about')}</p>
      <p className="done" role="status">
        {done ?? ''}
      </p>
      <Shown of={answer}>
        {({ unmatched: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty title={say('inbox_none')} />
          ) : (
            <>
              <ul className="cards">
                {nodes.map((money) => (
                  <li key={money.id}>
                    <UnmatchedMoney money={money} writes={api.writes} onDecided={decided} />
                  </li>
                ))}
              </ul>
              <Pager route={route} info={pageInfo} />
            </>
          )
        }
      </Shown>
    </>
  );
}
