import { useMemo, type ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { Table, type Column } from '../parts/Table.js';
import { useTongue } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { STATEMENTS, type Statement, type StatementsAnswer, type StatementSum } from './documents.js';

const EVERY_MS = 60_000;
const noEvent = (): boolean => false;

/** What came and went in each month of the reader's calendar. */
export function CompanyStatements({ id }: { readonly id: string }): ReactNode {
  const { say } = useTongue();
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const answer = useAnswer<StatementsAnswer>(STATEMENTS, { id, timeZone }, noEvent, EVERY_MS);
  return (
    <section aria-label={say('tab_statements')}>
      <Shown of={answer}>
        {({ company }) =>
          !company || company.statements.length === 0 ? (
            <Empty title={say('statements_none')} />
          ) : (
            <>
              <StatementTable statements={company.statements} />
              <p className="hint">{say('balance_about')}</p>
            </>
          )
        }
      </Shown>
    </section>
  );
}

function StatementTable({ statements }: { readonly statements: readonly Statement[] }): ReactNode {
  const { say, locale } = useTongue();
  const { amount } = useWriting();
  const months = useMemo(() => new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }), [locale]);
  const sum =
    (of: StatementSum) =>
    (statement: Statement): string =>
      amount({ value: statement[of], formatted: statement.formatted[of] });
  const columns: readonly Column<Statement>[] = [
    {
      head: say('month'),
      kind: 'main',
      cell: ({ from }) => <strong>{months.format(new Date(from))}</strong>,
    },
    { head: say('opening'), kind: 'figure', cell: sum('opening') },
    { head: say('received'), kind: 'figure', cell: sum('received') },
    { head: say('sent'), kind: 'figure', cell: sum('sent') },
    { head: say('closing'), kind: 'figure', cell: sum('closing') },
    { head: say('fees'), kind: 'figure', cell: sum('fees') },
  ];
  return (
    <Table
      label={say('tab_statements')}
      columns={columns}
      rows={[...statements].reverse()}
      keyOf={({ month, asset }) => `${month}-${asset ?? ''}`}
    />
  );
}
