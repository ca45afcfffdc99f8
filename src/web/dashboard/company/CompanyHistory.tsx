import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Extrinsic } from '../parts/Extrinsic.js';
import { Pager } from '../parts/Pager.js';
import { SaveButton } from '../parts/SaveButton.js';
import { useWriting } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { hrefOf, type Route } from '../route.js';
import { DIRECTIONS, HISTORY, type HistoryAnswer, type HistoryEntry } from './documents.js';

const PAGE = 25;
const EVERY_MS = 15_000;
const noEvent = (): boolean => false;

interface CompanyHistoryProps {
  readonly id: string;
  readonly route: Route;
}

/** What a company sent and received. */
export function CompanyHistory({ id, route }: CompanyHistoryProps): ReactNode {
  const say = useSay();
  const { path, query } = route;
  const direction = DIRECTIONS.find((one) => one === query['direction']) ?? null;
  const filter = direction === null ? null : { directions: [direction] };
  const variables = { id, first: PAGE, after: query['after'] ?? null, filter };
  const answer = useAnswer<HistoryAnswer>(HISTORY, variables, noEvent, EVERY_MS);
  const file = `/v1/companies/${encodeURIComponent(id)}/history.csv${direction === null ? '' : `?directions=${direction}`}`;
  return (
    <section aria-label={say('tab_history')}>
      <div className="filters">
        <nav aria-label={say('direction')}>
          <ul>
            {[null, ...DIRECTIONS].map((one) => (
              <li key={one}>
                <a
                  href={hrefOf(path, { direction: one })}
                  aria-current={direction === one ? 'true' : undefined}
                >
                  {one === null ? say('all') : say(`direction_${one}`)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <SaveButton path={file} name={`company-${id}.csv`} />
      </div>
      <Shown of={answer}>
        {({ company }) =>
          !company || company.history.nodes.length === 0 ? (
            <Empty title={say('history_none')} />
          ) : (
            <>
              <HistoryTable entries={company.history.nodes} />
              <Pager route={route} info={company.history.pageInfo} />
              <p className="hint">{say('balance_about')}</p>
            </>
          )
        }
      </Shown>
    </section>
  );
}

function HistoryTable({ entries }: { readonly entries: readonly HistoryEntry[] }): ReactNode {
  const say = useSay();
  const { amount, amountOf, count, moments } = useWriting();
  const columns: readonly Column<HistoryEntry>[] = [
    {
      head: say('amount'),
      kind: 'main',
      cell: (entry) => (
        <>
          <strong>
            {entry.direction === 'OUT' ? '−' : ''}
            {amount(entry)}
          </strong>
          <span className="under">{say(`direction_${entry.direction}`)}</span>
        </>
      ),
    },
    { head: say('counterparty'), cell: ({ counterparty }) => <Account address={counterparty.id} /> },
    {
      head: say('order'),
      cell: ({ order, reference, remarkText }) =>
        order ? <a href={hrefOf(['orders', order.orderId])}>{order.orderId}</a> : (reference ?? remarkText),
    },
    {
      head: say('block'),
      cell: ({ blockNumber, timestamp, extrinsicHash }) => (
        <>
          {timestamp === null ? count(blockNumber) : moments.full(timestamp)}
          <span className="under">
            {timestamp !== null && `${count(blockNumber)} `}
            {extrinsicHash !== null && <Extrinsic hash={extrinsicHash} />}
          </span>
        </>
      ),
    },
    {
      head: say('balance'),
      kind: 'figure',
      cell: ({ balanceAfter, symbol, decimals }) => amountOf(balanceAfter, { symbol, decimals }),
    },
  ];
  return <Table label={say('tab_history')} columns={columns} rows={entries} keyOf={({ id }) => id} />;
}
