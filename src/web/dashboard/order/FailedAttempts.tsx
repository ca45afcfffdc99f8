import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Extrinsic } from '../parts/Extrinsic.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import type { FailedAttempt } from './documents.js';

/** Nothing where none failed. */
export function FailedAttempts({ attempts }: { readonly attempts: readonly FailedAttempt[] }): ReactNode {
  const say = useSay();
  const { amount, count, moments } = useWriting();
  if (attempts.length === 0) return null;
  const columns: readonly Column<FailedAttempt>[] = [
    {
      head: say('error'),
      kind: 'main',
      cell: ({ error }) => (
        <>
          <strong>{[error.pallet, error.name].filter(Boolean).join('.') || say('error_unknown')}</strong>
          {error.documentation !== null && (
            <span className="under" lang="en">
              {error.documentation}
            </span>
          )}
        </>
      ),
    },
    {
      head: say('amount'),
      cell: ({ value, formatted }) => (value === null ? say('all_of_it') : amount({ value, formatted })),
    },
    { head: say('outcome'), cell: ({ outcome }) => say(`outcome_${outcome}`) },
    { head: say('from'), cell: ({ payer }) => payer !== null && <Account address={payer} /> },
    {
      head: say('block'),
      cell: ({ blockNumber, timestamp, extrinsicHash }) => (
        <>
          {count(blockNumber)}
          {timestamp !== null && <span className="under">{moments.full(timestamp)}</span>}
          <span className="under">
            <Extrinsic hash={extrinsicHash} />
          </span>
        </>
      ),
    },
  ];
  return (
    <section className="card" aria-labelledby="failed">
      <h2 id="failed">{say('failed_payments')}</h2>
      <Table label={say('failed_payments')} columns={columns} rows={attempts} keyOf={({ id }) => id} />
    </section>
  );
}
