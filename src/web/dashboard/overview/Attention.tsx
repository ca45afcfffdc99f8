import type { ReactNode } from 'react';
import { concernsInbox } from '../inbox/concerns.js';
import { UNMATCHED_COUNT, type UnmatchedCountAnswer } from '../inbox/documents.js';
import { ORDER_COUNTS, type OrderCountsAnswer } from '../orders/documents.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { hrefOf } from '../route.js';
import { ENDPOINTS, type EndpointsAnswer } from '../webhooks/documents.js';
import { Tile } from './Tile.js';

const MOST_ENDPOINTS = 100;
const EVERY_MS = 30_000;

/** What stands open and may want somebody: each number leads to what it counts. */
export function Attention(): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const orders = useAnswer<OrderCountsAnswer>(ORDER_COUNTS, {}, ({ orderId }) => orderId !== null);
  const inbox = useAnswer<UnmatchedCountAnswer>(UNMATCHED_COUNT, {}, concernsInbox);
  const endpoints = useAnswer<EndpointsAnswer>(
    ENDPOINTS,
    { first: MOST_ENDPOINTS },
    ({ type }) => type.startsWith('endpoint.'),
    EVERY_MS,
  );
  const troubled = endpoints.data?.endpoints.nodes.filter(
    ({ status, failingSince }) => status === 'DISABLED' || failingSince !== null,
  ).length;
  return (
    <ul className="tiles">
      <Tile
        of={orders}
        name={say('tile_open')}
        value={({ orderCounts }) => count(orderCounts.open)}
        href={hrefOf(['orders'], { status: 'OPEN' })}
      />
      <Tile
        of={orders}
        name={say('tile_settled')}
        value={({ orderCounts }) => count(orderCounts.settled)}
        href={hrefOf(['orders'], { status: 'SETTLED' })}
      />
      <Tile
        of={inbox}
        name={say('tile_inbox')}
        value={({ unmatched }) => count(unmatched.totalCount)}
        href={hrefOf(['inbox'])}
        wants={(inbox.data?.unmatched.totalCount ?? 0) > 0}
      />
      <Tile
        of={endpoints}
        name={say('tile_endpoints')}
        value={() => count(troubled ?? 0)}
        href={hrefOf(['webhooks'])}
        wants={(troubled ?? 0) > 0}
      />
    </ul>
  );
}
