import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Badge, type Tone } from '../parts/Badge.js';
import type { IconName } from '../parts/icons.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { hrefOf } from '../route.js';
import { COMPANY_STATUSES, type CompanyStatus } from './documents.js';
import type { CompanyLine } from './line.js';

const LOOKS: Readonly<Record<CompanyStatus, readonly [Tone, IconName]>> = {
  requested: ['busy', 'waiting'],
  approved: ['good', 'done'],
  unregistered: ['plain', 'stopped'],
  canceled: ['plain', 'stopped'],
};

/** @param status as the API says it; one that is not known here is shown as it is */
export function CompanyBadge({ status }: { readonly status: string }): ReactNode {
  const say = useSay();
  const known = COMPANY_STATUSES.find((one) => one === status);
  const [tone, icon] = known ? LOOKS[known] : (['plain', 'open'] as const);
  return (
    <Badge tone={tone} icon={icon}>
      {known ? say(`company_${known}`) : status}
    </Badge>
  );
}

export function CompanyTable({ companies }: { readonly companies: readonly CompanyLine[] }): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const columns: readonly Column<CompanyLine>[] = [
    {
      head: say('company'),
      kind: 'main',
      cell: ({ id, name }) => (
        <>
          <a className="whole-row" href={hrefOf(['companies', id])}>
            {name ?? say('company_nameless')}
          </a>
          <span className="under">{id}</span>
        </>
      ),
    },
    { head: say('status'), cell: ({ status }) => <CompanyBadge status={status} /> },
    { head: say('owner'), cell: ({ ownerId }) => ownerId !== null && <Account address={ownerId} /> },
    { head: say('last_change'), kind: 'figure', cell: ({ blockNumber }) => count(blockNumber) },
  ];
  return <Table label={say('companies')} columns={columns} rows={companies} keyOf={({ id }) => id} />;
}
