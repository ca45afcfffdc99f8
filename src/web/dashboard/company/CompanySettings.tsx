import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Facts } from '../parts/Facts.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import type { Registration } from './documents.js';

/** The payment settings of a registration, and those of its entries that do not count. */
export function CompanySettings({ registration }: { readonly registration: Registration }): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const { hook, success, failure, addresses, problems } = registration.settings;
  const hasAny = hook !== null || success !== null || failure !== null || addresses.length > 0;
  return (
    <section className="card" aria-labelledby="settings">
      <h2 id="settings">{say('settings')}</h2>
      {!hasAny && problems.length === 0 && <p className="none">{say('settings_none')}</p>}
      <Facts
        of={[
          [say('setting_hook'), hook && <code>{hook}</code>],
          [say('success_url'), success && <code>{success}</code>],
          [say('failure_url'), failure && <code>{failure}</code>],
          [
            say('setting_addresses'),
            addresses.length === 0 ? null : (
              <ul>
                {addresses.map(({ id }) => (
                  <li key={id}>
                    <Account address={id} />
                  </li>
                ))}
              </ul>
            ),
          ],
        ]}
      />
      {problems.length > 0 && (
        <div className="note" role="note">
          <p>{say('setting_problems')}</p>
          <ul>
            {problems.map(({ place, label, problem }) => (
              <li key={place}>
                {say('setting_place', { place: count(place + 1) })} <code>{label}</code>:{' '}
                <span lang="en">{problem}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
