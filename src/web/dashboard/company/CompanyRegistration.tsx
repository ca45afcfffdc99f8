import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Facts } from '../parts/Facts.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { CompanyAddresses } from './CompanyAddresses.js';
import { CompanySettings } from './CompanySettings.js';
import { CompanyVersions } from './CompanyVersions.js';
import type { Company } from './documents.js';

/** What a company is and was, by the chain's registry. */
export function CompanyRegistration({ company }: { readonly company: Company }): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const { version, ownerId } = company;
  const registration = version?.registration ?? null;
  return (
    <div className="columns">
      <div>
        <section className="card" aria-labelledby="registration">
          <h2 id="registration">{say('registration')}</h2>
          <Facts
            of={[
              [say('company_id'), <code key="id">{company.id}</code>],
              [say('owner'), ownerId && <Account key="owner" address={ownerId} />],
              [say('purpose'), registration?.purpose ?? null],
              [say('company_type'), registration?.companyType ?? null],
              [say('first_block'), count(company.firstBlock)],
              [say('last_change'), count(company.blockNumber)],
            ]}
          />
          {version && version.request !== 'none' && (
            <p className="note" role="note">
              {say(version.request === 'registration' ? 'company_asks_data' : 'company_asks_out', {
                name: version.requested?.name ?? company.id,
              })}
            </p>
          )}
          {registration !== null && registration.unreadable !== null && (
            <p className="note" role="note">
              {say('company_unreadable')} <span lang="en">{registration.unreadable}</span>
            </p>
          )}
        </section>
        {registration && <CompanySettings registration={registration} />}
      </div>
      <div>
        <CompanyAddresses addresses={company.addresses} />
        <CompanyVersions versions={company.versions} />
      </div>
    </div>
  );
}
