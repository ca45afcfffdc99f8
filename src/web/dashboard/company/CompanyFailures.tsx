import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Extrinsic } from '../parts/Extrinsic.js';
import { Moment } from '../parts/Moment.js';
import { Pager } from '../parts/Pager.js';
import { SaveButton } from '../parts/SaveButton.js';
import { useWriting } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import type { Route } from '../route.js';
import { FAILED, type CompanyFailure, type FailedAnswer } from './documents.js';

const PAGE = 25;
const EVERY_MS = 15_000;
const noEvent = (): boolean => false;

interface CompanyFailuresProps {
  readonly id: string;
  readonly route: Route;
}

/** Payments from and to a company that did not happen. */
export function CompanyFailures({ id, route }: CompanyFailuresProps): ReactNode {
  const say = useSay();
  const variables = { id, first: PAGE, after: route.query['after'] ?? null };
  const answer = useAnswer<FailedAnswer>(FAILED, variables, noEvent, EVERY_MS);
  return (
    <section aria-label={say('tab_failed')}>
      <Shown of={answer}>
        {({ company }) =>
          !company || company.failedPayments.nodes.length === 0 ? (
            <Empty title={say('company_failed_none')} />
          ) : (
            <>
              <div className="files">
                <SaveButton
                  path={`/v1/companies/${encodeURIComponent(id)}/failed-payments.csv`}
                  name={`company-${id}-failed.csv`}
                />
              </div>
              <FailureTable failures={company.failedPayments.nodes} />
              <Pager route={route} info={company.failedPayments.pageInfo} />
            </>
          )
        }
      </Shown>
    </section>
  );
}

function FailureTable({ failures }: { readonly failures: readonly CompanyFailure[] }): ReactNode {
  const say = useSay();
  const { amount, count } = useWriting();
  const columns: readonly Column<CompanyFailure>[] = [
    {
      head: say('error'),
      kind: 'main',
      cell: ({ payment }) => (
        <>
          <strong>
            {[payment.errorPallet, payment.errorName].filter(Boolean).join('.') || say('error_unknown')}
          </strong>
          {payment.errorDocs !== null && (
            <span className="under" lang="en">
              {payment.errorDocs}
            </span>
          )}
        </>
      ),
    },
    {
      head: say('counterparty'),
      cell: ({ counterparty }) => counterparty && <Account address={counterparty.id} />,
    },
    { head: say('reference'), cell: ({ payment }) => payment.reference },
    {
      head: say('amount'),
      kind: 'figure',
      cell: ({ direction, payment: { value, formatted } }) => (
        <>
          {value === null ? say('all_of_it') : amount({ value, formatted })}
          <span className="under">{say(`failed_${direction}`)}</span>
        </>
      ),
    },
    {
      head: say('block'),
      kind: 'figure',
      cell: ({ payment: { blockNumber, timestamp, extrinsicHash } }) => (
        <>
          {timestamp === null ? count(Number(blockNumber)) : <Moment at={timestamp} />}
          <span className="under">
            <Extrinsic hash={extrinsicHash} />
          </span>
        </>
      ),
    },
  ];
  return (
    <Table
      label={say('tab_failed')}
      columns={columns}
      rows={failures}
      keyOf={({ payment, direction }) => `${payment.id}-${direction}`}
    />
  );
}
