import type { ReactNode } from 'react';
import { Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { DELIVERIES, type DeliveriesAnswer } from './documents.js';
import { DeliveryTable } from './DeliveryTable.js';

const MANY = 50;
/** No event tells how a delivery goes. */
const EVERY_MS = 10_000;

export function OrderDeliveries({ orderId }: { readonly orderId: string }): ReactNode {
  const say = useSay();
  const answer = useAnswer<DeliveriesAnswer>(
    DELIVERIES,
    { first: MANY, orderId },
    (event) => event.orderId === orderId,
    EVERY_MS,
  );
  return (
    <section className="card" aria-labelledby="deliveries">
      <h2 id="deliveries">{say('deliveries')}</h2>
      <Shown of={answer}>
        {({ deliveries: { nodes } }) =>
          nodes.length === 0 ? (
            <p className="none">{say('order_deliveries_none')}</p>
          ) : (
            <DeliveryTable deliveries={nodes} ofOrders={false} />
          )
        }
      </Shown>
    </section>
  );
}
