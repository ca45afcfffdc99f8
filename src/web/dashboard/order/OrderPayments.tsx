import type { ReactNode } from 'react';
import { Account } from '../parts/Account.js';
import { Extrinsic } from '../parts/Extrinsic.js';
import { Badge } from '../parts/Badge.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import type { OrderPayment, OrderView, Sighting } from './documents.js';
import { PaymentUse } from './PaymentUse.js';
import { PlanRefund } from './PlanRefund.js';

interface OrderPaymentsProps {
  readonly order: OrderView;
  readonly writes: boolean;
  readonly reload: () => void;
}

/** What came for an order, and what is in sight. */
export function OrderPayments({ order, writes, reload }: OrderPaymentsProps): ReactNode {
  const say = useSay();
  const payments = order.payments.nodes;
  return (
    <section className="card" aria-labelledby="payments">
      <h2 id="payments">{say('payments')}</h2>
      {order.sightings.length > 0 && <Sightings of={order.sightings} />}
      {payments.length === 0 ? (
        order.sightings.length === 0 && <p className="none">{say('payments_none')}</p>
      ) : (
        <Payments of={payments} writes={writes} reload={reload} />
      )}
    </section>
  );
}

function Sightings({ of }: { readonly of: readonly Sighting[] }): ReactNode {
  const say = useSay();
  const { amount, count } = useWriting();
  return (
    <ul className="sightings">
      {of.map((sighting) => (
        <li key={`${sighting.blockHash}-${sighting.eventIndex}`}>
          <Badge tone="busy" icon="moving">
            {say('in_sight')}
          </Badge>{' '}
          {amount(sighting)} {say('from')} <Account address={sighting.from} /> · {say('block')}{' '}
          {count(sighting.blockNumber)}
        </li>
      ))}
    </ul>
  );
}

interface PaymentsProps {
  readonly of: readonly OrderPayment[];
  readonly writes: boolean;
  readonly reload: () => void;
}

function Payments({ of, writes, reload }: PaymentsProps): ReactNode {
  const say = useSay();
  const { amount, count, moments } = useWriting();
  const columns: readonly Column<OrderPayment>[] = [
    { head: say('amount'), kind: 'main', cell: (payment) => <strong>{amount(payment)}</strong> },
    { head: say('use'), cell: (payment) => <PaymentUse payment={payment} /> },
    { head: say('from'), cell: ({ fromId }) => <Account address={fromId} /> },
    {
      head: say('block'),
      cell: ({ blockNumber, timestamp, extrinsicHash }) => (
        <>
          {count(blockNumber)}
          {timestamp !== null && <span className="under">{moments.full(timestamp)}</span>}
          {extrinsicHash !== null && (
            <span className="under">
              <Extrinsic hash={extrinsicHash} />
            </span>
          )}
        </>
      ),
    },
    ...(writes
      ? [
          {
            head: say('actions'),
            cell: (payment: OrderPayment) =>
              canBeRefunded(payment) && <PlanRefund paymentId={payment.id} onPlanned={reload} />,
          },
        ]
      : []),
  ];
  return <Table label={say('payments')} columns={columns} rows={of} keyOf={({ id }) => id} />;
}

function canBeRefunded({ use, inbox, resolved }: OrderPayment): boolean {
  return (use === 'COUNTED' || use === 'HELD') && inbox !== 'REFUNDING' && resolved !== 'REFUNDED';
}
