import type { ReactNode } from 'react';
import { CompanyBadge } from '../companies/CompanyTable.js';
import { Heading } from '../parts/Heading.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { Metrics } from '../overview/Metrics.js';
import { hrefOf, type Route } from '../route.js';
import { CompanyFailures } from './CompanyFailures.js';
import { CompanyHistory } from './CompanyHistory.js';
import { CompanyRegistration } from './CompanyRegistration.js';
import { CompanyStatements } from './CompanyStatements.js';
import { COMPANY, type CompanyAnswer } from './documents.js';

/** Of versions and addresses, the newest that are shown. */
const MANY = 100;
/** The chain says no event of these. */
const EVERY_MS = 30_000;
const noEvent = (): boolean => false;

const TABS = ['registration', 'history', 'failed', 'statements', 'figures'] as const;

interface CompanyPageProps {
  readonly id: string;
  readonly route: Route;
}

export function CompanyPage({ id, route }: CompanyPageProps): ReactNode {
  const say = useSay();
  const answer = useAnswer<CompanyAnswer>(COMPANY, { id, many: MANY }, noEvent, EVERY_MS);
  const company = answer.data?.company ?? null;
  const title = company ? (company.name ?? say('company_nameless')) : id;
  const tab = TABS.find((one) => one === route.path[2]) ?? 'registration';
  return (
    <>
      <Heading title={title} above={{ title: say('companies'), href: hrefOf(['companies']) }}>
        {company && (
          <p className="state">
            <CompanyBadge status={company.status} />
          </p>
        )}
      </Heading>
      <Shown of={answer}>
        {({ company: found }) =>
          found ? (
            <>
              <nav className="tabs" aria-label={say('company')}>
                <ul>
                  {TABS.map((one) => (
                    <li key={one}>
                      <a
                        href={hrefOf(one === 'registration' ? ['companies', id] : ['companies', id, one])}
                        aria-current={one === tab ? 'page' : undefined}
                      >
                        {say(`tab_${one}`)}
                      </a>
                    </li>
                  ))}
                </ul>
              </nav>
              {tab === 'registration' && <CompanyRegistration company={found} />}
              {tab === 'history' && <CompanyHistory id={found.id} route={route} />}
              {tab === 'failed' && <CompanyFailures id={found.id} route={route} />}
              {tab === 'statements' && <CompanyStatements id={found.id} />}
              {tab === 'figures' && <Metrics company={found.id} />}
            </>
          ) : (
            <Empty title={say('company_none')} />
          )
        }
      </Shown>
    </>
  );
}
