import type { ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { pageOf, Pager } from '../parts/Pager.js';
import { SaveButton } from '../parts/SaveButton.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import type { Route } from '../route.js';
import { ORDERS, STATUSES, type OrdersAnswer } from './documents.js';
import { OrderFilters } from './OrderFilters.js';
import { OrderTable } from './OrderTable.js';

const PAGE = 25;
/** A payment in sight shows with the blocks that come on top of it, of which no event tells. */
const EVERY_MS = 30_000;

export function OrdersPage({ route }: { readonly route: Route }): ReactNode {
  const say = useSay();
  const status = STATUSES.find((one) => one === route.query['status']);
  const search = route.query['search'] ?? '';
  const answer = useAnswer<OrdersAnswer>(
    ORDERS,
    { ...pageOf(route, PAGE), filter: filterOf(status, search) },
    ({ orderId }) => orderId !== null,
    EVERY_MS,
  );
  return (
    <>
      <Heading title={say('orders')}>{search === '' && <OrderFiles status={status ?? null} />}</Heading>
      <OrderFilters key={search} status={status ?? null} search={search} />
      <Shown of={answer}>
        {({ orders: { nodes, pageInfo } }) =>
          nodes.length === 0 ? (
            <Empty title={say(status !== undefined || search !== '' ? 'orders_none_found' : 'orders_none')} />
          ) : (
            <>
              <OrderTable orders={nodes} />
              <Pager route={route} info={pageInfo} />
            </>
          )
        }
      </Shown>
    </>
  );
}

/** Payments are those of all orders, so they are offered where all are shown. */
function OrderFiles({ status }: { readonly status: string | null }): ReactNode {
  const say = useSay();
  const query = status === null ? '' : `?status=${status}`;
  return (
    <div className="files" role="group" aria-label="CSV">
      <span aria-hidden="true">CSV</span>
      <SaveButton path={`/v1/orders.csv${query}`} name="orders.csv" label={say('orders')} />
      {status === null && <SaveButton path="/v1/payments.csv" name="payments.csv" label={say('payments')} />}
      <SaveButton
        path={`/v1/failed-payments.csv${query}`}
        name="failed-payments.csv"
        label={say('failed_payments')}
      />
    </div>
  );
}

/** An order is found by how its id or its reference begins. */
function filterOf(status: string | undefined, search: string): object | null {
  const wanted = [
    ...(status === undefined ? [] : [{ status: { equalTo: status } }]),
    ...(search === ''
      ? []
      : [{ or: [{ orderId: { startsWith: search } }, { reference: { startsWith: search } }] }]),
  ];
  return wanted.length === 0 ? null : { and: wanted };
}
