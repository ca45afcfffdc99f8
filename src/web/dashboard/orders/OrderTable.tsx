import type { ReactNode } from 'react';
import { Moment } from '../parts/Moment.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { hrefOf } from '../route.js';
import type { OrderLine } from './documents.js';
import { Remarks, StatusBadge } from './status.js';

export function OrderTable({ orders }: { readonly orders: readonly OrderLine[] }): ReactNode {
  const say = useSay();
  const { amount } = useWriting();
  const columns: readonly Column<OrderLine>[] = [
    {
      head: say('order'),
      kind: 'main',
      cell: ({ orderId, description }) => (
        <>
          <a className="whole-row" href={hrefOf(['orders', orderId])}>
            {orderId}
          </a>
          {description !== null && <span className="under">{description}</span>}
        </>
      ),
    },
    {
      head: say('status'),
      cell: (order) => (
        <>
          <StatusBadge status={order.status} /> <Remarks of={order} />
        </>
      ),
    },
    { head: say('amount'), kind: 'figure', cell: ({ expected }) => amount(expected) },
    { head: say('received'), kind: 'figure', cell: ({ received }) => amount(received) },
    { head: say('created'), kind: 'figure', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ];
  return <Table label={say('orders')} columns={columns} rows={orders} keyOf={({ id }) => id} />;
}
