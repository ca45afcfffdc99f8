import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import type { CompanyAddress } from './documents.js';

/** Accounts that belong to a company, or did. */
export function CompanyAddresses({
  addresses,
}: {
  readonly addresses: readonly CompanyAddress[];
}): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const columns: readonly Column<CompanyAddress>[] = [
    { head: say('account'), kind: 'main', cell: ({ accountId }) => <Account address={accountId} /> },
    { head: say('role'), cell: ({ role }) => say(role === 'owner' ? 'role_owner' : 'role_payment') },
    {
      head: say('blocks'),
      kind: 'figure',
      cell: ({ fromBlock, untilBlock }) =>
        untilBlock === null
          ? say('since_block', { from: count(fromBlock) })
          : say('blocks_until', { from: count(fromBlock), until: count(untilBlock) }),
    },
  ];
  return (
    <section className="card" aria-labelledby="addresses">
      <h2 id="addresses">{say('addresses')}</h2>
      {addresses.length === 0 ? (
        <p className="none">{say('addresses_none')}</p>
      ) : (
        <Table
          label={say('addresses')}
          columns={columns}
          rows={addresses}
          keyOf={({ accountId, role, fromBlock }) => `${accountId}-${role}-${fromBlock}`}
        />
      )}
      <p className="hint">{say('addresses_about')}</p>
    </section>
  );
}
