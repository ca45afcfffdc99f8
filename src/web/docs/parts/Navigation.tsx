import type { ReactNode } from 'react';
import type { Group } from '../document.js';
import { useSay } from '../texts/context.js';
import { groupId } from './GroupList.js';

export function Navigation({ groups }: { readonly groups: readonly Group[] }): ReactNode {
  const say = useSay();
  return (
    <nav className="side" aria-label={say('operations')}>
      <ul className="downloads" aria-label={say('downloads')}>
        <li>
          <a href="/openapi.json">{say('openapi')}</a>
        </li>
        <li>
          <a href="/schema.graphql">{say('graphql')}</a>
        </li>
        <li>
          <a href="/v1/event-schemas">{say('events')}</a>
        </li>
      </ul>
      <ul className="index" lang="en">
        {groups.map(({ name, operations }) => (
          <li key={name}>
            <a href={`#${groupId(name)}`}>{name}</a>
            <ul>
              {operations.map(({ operationId, method, summary }) => (
                <li key={operationId}>
                  <a href={`#${operationId}`}>
                    <span className={`method ${method.toLowerCase()}`}>{method}</span>
                    {summary.replaceAll('`', '')}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </nav>
  );
}
