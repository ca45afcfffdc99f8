import { useState, type ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Failure } from '../parts/Failure.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { CANCEL_REFUND, type Refund } from './documents.js';
import { RefundCall } from './RefundCall.js';

interface RefundsProps {
  readonly refunds: readonly Refund[];
  readonly writes: boolean;
  readonly reload: () => void;
}

/** Nothing where none was planned. */
export function Refunds({ refunds, writes, reload }: RefundsProps): ReactNode {
  const say = useSay();
  const { amount, moments } = useWriting();
  const [shown, setShown] = useState<string | null>(null);
  const cancel = useAction<object>(CANCEL_REFUND);
  if (refunds.length === 0) return null;
  const columns: readonly Column<Refund>[] = [
    { head: say('amount'), kind: 'main', cell: (refund) => <strong>{amount(refund.amount)}</strong> },
    { head: say('status'), cell: ({ status }) => say(`refund_${status}`) },
    { head: say('paid_back'), cell: ({ paid }) => amount(paid) },
    { head: say('to'), cell: ({ destination }) => <Account address={destination} /> },
    { head: say('created'), cell: ({ createdAt }) => moments.full(createdAt) },
    {
      head: say('actions'),
      cell: ({ id, status }) =>
        status === 'OPEN' && (
          <span className="buttons">
            <button type="button" className="small" onClick={() => setShown(shown === id ? null : id)}>
              {say('refund_call')}
            </button>
            {writes && (
              <button
                type="button"
                className="small"
                disabled={cancel.busy}
                onClick={() => void cancel.run({ id }).then((done) => done && reload())}
              >
                {say('refund_cancel')}
              </button>
            )}
          </span>
        ),
    },
  ];
  return (
    <section className="card" aria-labelledby="refunds">
      <h2 id="refunds">{say('refunds')}</h2>
      <Table label={say('refunds')} columns={columns} rows={refunds} keyOf={({ id }) => id} />
      {cancel.failure && <Failure failure={cancel.failure} />}
      {shown !== null && <RefundCall key={shown} id={shown} />}
    </section>
  );
}
