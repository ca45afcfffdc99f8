import type { ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { pageOf, Pager } from '../parts/Pager.js';
import { SearchForm } from '../parts/SearchForm.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { hrefOf, type Route } from '../route.js';
import { CompanyTable } from './CompanyTable.js';
import { COMPANIES, COMPANIES_OF, type CompaniesAnswer, type CompaniesOfAnswer } from './documents.js';
import { readSearch } from './search.js';

const PAGE = 25;
/** The chain says no event of these. */
const EVERY_MS = 30_000;
const noEvent = (): boolean => false;

export function CompaniesPage({ route }: { readonly route: Route }): ReactNode {
  const say = useSay();
  const words = route.query['search'] ?? '';
  const search = readSearch(words);
  return (
    <>
      <Heading title={say('companies')} />
      <search className="filters">
        <SearchForm
          key={words}
          label="search_companies"
          words={words}
          onSearch={(search) => {
            location.hash = hrefOf(['companies'], { search });
          }}
        />
      </search>
      {search.by === 'account' ? (
        <OfAccount account={search.account} />
      ) : (
        <Found route={route} filter={search.filter} searched={words !== ''} />
      )}
    </>
  );
}

interface FoundProps {
  readonly route: Route;
  readonly filter: object | null;
  readonly searched: boolean;
}

function Found({ route, filter, searched }: FoundProps): ReactNode {
  const say = useSay();
  const answer = useAnswer<CompaniesAnswer>(COMPANIES, { ...pageOf(route, PAGE), filter }, noEvent, EVERY_MS);
  return (
    <Shown of={answer}>
      {({ companies: { nodes, pageInfo } }) =>
        nodes.length === 0 ? (
          <Empty title={say(searched ? 'companies_none_found' : 'companies_none')} />
        ) : (
          <>
            <CompanyTable companies={nodes} />
            <Pager route={route} info={pageInfo} />
          </>
        )
      }
    </Shown>
  );
}

function OfAccount({ account }: { readonly account: string }): ReactNode {
  const say = useSay();
  const answer = useAnswer<CompaniesOfAnswer>(COMPANIES_OF, { account }, noEvent, EVERY_MS);
  return (
    <Shown of={answer}>
      {({ companyByAddress: found }) =>
        found.length === 0 ? (
          <Empty title={say('companies_none_of')} />
        ) : (
          <>
            <p className="about">{say('companies_of')}</p>
            <CompanyTable
              companies={[...new Map(found.map(({ company }) => [company.id, company])).values()]}
            />
          </>
        )
      }
    </Shown>
  );
}
