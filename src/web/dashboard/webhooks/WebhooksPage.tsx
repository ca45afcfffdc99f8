import type { ReactNode } from 'react';
import { Heading } from '../parts/Heading.js';
import { pageOf, Pager } from '../parts/Pager.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { anyEvent, useAnswer } from '../parts/use-answer.js';
import { hrefOf, type Route } from '../route.js';
import {
  DELIVERIES,
  DELIVERY_STATUSES,
  ENDPOINTS,
  type DeliveriesAnswer,
  type EndpointsAnswer,
} from './documents.js';
import { DeliveryTable } from './DeliveryTable.js';
import { EndpointList } from './EndpointList.js';

const PAGE = 25;
/** More than a merchant can make. */
const MOST_ENDPOINTS = 100;
/** No event tells how a delivery goes. */
const EVERY_MS = 10_000;

export function WebhooksPage({ route }: { readonly route: Route }): ReactNode {
  const say = useSay();
  const { endpoint = null } = route.query;
  const status = DELIVERY_STATUSES.find((one) => one === route.query['status']) ?? null;
  const endpoints = useAnswer<EndpointsAnswer>(
    ENDPOINTS,
    { first: MOST_ENDPOINTS },
    ({ type }) => type.startsWith('endpoint.'),
    EVERY_MS,
  );
  const deliveries = useAnswer<DeliveriesAnswer>(
    DELIVERIES,
    { ...pageOf(route, PAGE), endpointId: endpoint, status: status === null ? null : [status] },
    anyEvent,
    EVERY_MS,
  );
  return (
    <>
      <Heading title={say('webhooks')} />
      <section aria-labelledby="endpoints">
        <h2 id="endpoints">{say('endpoints')}</h2>
        <Shown of={endpoints}>
          {(answer) =>
            answer.endpoints.nodes.length === 0 ? (
              <Empty title={say('endpoints_none')}>
                <p>
                  <a href="/docs#createEndpoint">{say('endpoints_how')}</a>
                </p>
              </Empty>
            ) : (
              <EndpointList endpoints={answer.endpoints.nodes} chosen={endpoint} />
            )
          }
        </Shown>
      </section>
      <section aria-labelledby="log">
        <h2 id="log">{say('deliveries')}</h2>
        <div className="filters">
          <nav aria-label={say('status')}>
            <ul>
              <li>
                <a
                  href={hrefOf(['webhooks'], { endpoint })}
                  aria-current={status === null ? 'true' : undefined}
                >
                  {say('all')}
                </a>
              </li>
              {DELIVERY_STATUSES.map((one) => (
                <li key={one}>
                  <a
                    href={hrefOf(['webhooks'], { endpoint, status: one })}
                    aria-current={status === one ? 'true' : undefined}
                  >
                    {say(`delivery_${one}`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
        <Shown of={deliveries}>
          {(answer) =>
            answer.deliveries.nodes.length === 0 ? (
              <Empty title={say('deliveries_none')} />
            ) : (
              <>
                <DeliveryTable deliveries={answer.deliveries.nodes} ofOrders />
                <Pager route={route} info={answer.deliveries.pageInfo} />
              </>
            )
          }
        </Shown>
      </section>
    </>
  );
}
