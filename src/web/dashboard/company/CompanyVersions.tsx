import type { ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { CompanyBadge } from '../companies/CompanyTable.js';
import type { CompanyVersion } from './documents.js';

/** All that a company was, newest first. */
export function CompanyVersions({ versions }: { readonly versions: readonly CompanyVersion[] }): ReactNode {
  const say = useSay();
  const { count, moments } = useWriting();
  return (
    <section className="card" aria-labelledby="versions">
      <h2 id="versions">{say('versions')}</h2>
      <ol className="timeline">
        {versions.map(({ id, status, request, cause, fromBlock, block, registration }) => (
          <li key={id}>
            <p>
              <CompanyBadge status={status} />{' '}
              {registration &&
                (registration.unreadable === null ? registration.name : say('company_unreadable'))}
            </p>
            <p className="under">
              {say('block')} {count(fromBlock)}
              {block?.timestamp != null && ` · ${moments.full(block.timestamp)}`}
              {cause === 'start' && ` · ${say('version_from_start')}`}
            </p>
            {request !== 'none' && (
              <p className="under">
                {say(request === 'registration' ? 'version_asks_data' : 'version_asks_out')}
              </p>
            )}
            {registration?.settings.hook != null && (
              <p className="under url">
                {say('setting_hook')}: {registration.settings.hook}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
