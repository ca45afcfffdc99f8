import type { ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { useSession } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { Remarks, StatusBadge } from '../orders/status.js';
import { hrefOf } from '../route.js';
import { OrderDeliveries } from '../webhooks/OrderDeliveries.js';
import { ORDER, type OrderAnswer, type OrderView } from './documents.js';
import { FailedAttempts } from './FailedAttempts.js';
import { OrderActions } from './OrderActions.js';
import { OrderPayments } from './OrderPayments.js';
import { OrderSums } from './OrderSums.js';
import { OrderTerms } from './OrderTerms.js';
import { OrderTimeline } from './OrderTimeline.js';
import { Refunds } from './Refunds.js';

/** Of each kind of thing, the newest that are shown. */
const MANY = 200;

export function OrderPage({ orderId }: { readonly orderId: string }): ReactNode {
  const say = useSay();
  const { api, network } = useSession();
  const answer = useAnswer<OrderAnswer>(
    ORDER,
    { orderId, many: MANY },
    (event) => event.orderId === orderId,
    // Blocks come on top of a payment in sight without an event.
    network.blockTimeMs,
  );
  const order = answer.data?.order ?? null;
  return (
    <>
      <Heading title={orderId} above={{ title: say('orders'), href: hrefOf(['orders']) }}>
        {order && (
          <p className="state">
            <StatusBadge status={order.status} /> <Remarks of={order} />
          </p>
        )}
      </Heading>
      <Shown of={answer}>
        {({ order: found }) =>
          found ? (
            <Whole order={found} writes={api.writes} reload={answer.reload} />
          ) : (
            <Empty title={say('order_none')} />
          )
        }
      </Shown>
    </>
  );
}

interface WholeProps {
  readonly order: OrderView;
  readonly writes: boolean;
  readonly reload: () => void;
}

function Whole({ order, writes, reload }: WholeProps): ReactNode {
  const say = useSay();
  return (
    <>
      {order.description !== null && <p className="about">{order.description}</p>}
      {order.setAside && (
        <p className="note" role="note">
          {say('set_aside')}
        </p>
      )}
      {!order.processed && (
        <p className="note" role="note">
          {say('not_processed')}
        </p>
      )}
      <OrderSums order={order} />
      {writes && <OrderActions order={order} reload={reload} />}
      <div className="columns">
        <div>
          <OrderPayments order={order} writes={writes} reload={reload} />
          <Refunds refunds={order.refunds.nodes} writes={writes} reload={reload} />
          <FailedAttempts attempts={order.failedPayments.nodes} />
          <OrderDeliveries orderId={order.orderId} />
        </div>
        <div>
          <OrderTimeline events={order.timeline.nodes} />
          <OrderTerms order={order} />
        </div>
      </div>
    </>
  );
}
