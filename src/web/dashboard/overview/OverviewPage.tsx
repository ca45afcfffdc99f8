import type { ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { ORDERS, type OrdersAnswer } from '../orders/documents.js';
import { OrderTable } from '../orders/OrderTable.js';
import { hrefOf } from '../route.js';
import { Attention } from './Attention.js';
import { Metrics } from './Metrics.js';

const NEWEST = 6;

export function OverviewPage(): ReactNode {
  const say = useSay();
  const orders = useAnswer<OrdersAnswer>(ORDERS, { first: NEWEST }, ({ orderId }) => orderId !== null);
  return (
    <>
      <Heading title={say('overview')} />
      <Attention />
      <Metrics company={null} />
      <section aria-labelledby="newest">
        <h2 id="newest">{say('newest_orders')}</h2>
        <Shown of={orders}>
          {({ orders: { nodes } }) =>
            nodes.length === 0 ? (
              <Empty title={say('orders_none')}>
                <p>
                  <a href="/docs#registerOrder">{say('orders_how')}</a>
                </p>
              </Empty>
            ) : (
              <>
                <OrderTable orders={nodes} />
                <p className="more">
                  <a href={hrefOf(['orders'])}>{say('all_orders')}</a>
                </p>
              </>
            )
          }
        </Shown>
      </section>
    </>
  );
}
