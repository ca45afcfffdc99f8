import type { ReactNode } from 'react';
import { Badge, type Tone } from '../parts/Badge.js';
import type { IconName } from '../parts/icons.js';
import { Moment } from '../parts/Moment.js';
import { useWriting } from '../parts/session.js';
import { Table, type Column } from '../parts/Table.js';
import { useSay } from '../parts/tongue.js';
import { EventName } from '../order/OrderTimeline.js';
import { hrefOf } from '../route.js';
import type { DeliveryLine, DeliveryStatus } from './documents.js';

const LOOKS: Readonly<Record<DeliveryStatus, readonly [Tone, IconName]>> = {
  PENDING: ['busy', 'moving'],
  DELIVERED: ['good', 'done'],
  EXHAUSTED: ['bad', 'warning'],
  DROPPED: ['plain', 'stopped'],
};

export function DeliveryBadge({ status }: { readonly status: DeliveryStatus }): ReactNode {
  const say = useSay();
  const [tone, icon] = LOOKS[status];
  return (
    <Badge tone={tone} icon={icon}>
      {say(`delivery_${status}`)}
    </Badge>
  );
}

interface DeliveryTableProps {
  readonly deliveries: readonly DeliveryLine[];
  /** Whether it says which order each is about. */
  readonly ofOrders: boolean;
}

export function DeliveryTable({ deliveries, ofOrders }: DeliveryTableProps): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const columns: readonly Column<DeliveryLine>[] = [
    {
      head: say('event'),
      kind: 'main',
      cell: ({ id, type, url }) => (
        <>
          <a className="whole-row" href={hrefOf(['webhooks', 'deliveries', id])}>
            <EventName type={type} />
          </a>
          <span className="under url" title={url}>
            {url}
          </span>
        </>
      ),
    },
    ...(ofOrders
      ? [
          {
            head: say('order'),
            cell: ({ orderId }: DeliveryLine) => orderId && <span className="id">{orderId}</span>,
          },
        ]
      : []),
    {
      head: say('status'),
      cell: ({ status, cause }) => (
        <>
          <DeliveryBadge status={status} />
          {cause !== 'EVENT' && <span className="under">{say(`cause_${cause}`)}</span>}
        </>
      ),
    },
    { head: say('attempts'), kind: 'figure', cell: ({ attemptCount }) => count(attemptCount) },
    { head: say('created'), kind: 'figure', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ];
  return <Table label={say('deliveries')} columns={columns} rows={deliveries} keyOf={({ id }) => id} />;
}
