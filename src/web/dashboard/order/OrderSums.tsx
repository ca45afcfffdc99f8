import type { ReactNode } from 'react';
import { isZero } from '../amount-text.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import type { OrderView } from './documents.js';

/** Those that are 0 say something only of these. */
const ALWAYS = ['expected', 'received'] as const;
const WHERE_ANY = ['detected', 'missing', 'excess', 'held', 'refunded'] as const;

/** The sums of an order: what is expected and received, and the others where there is anything. */
export function OrderSums({ order }: { readonly order: OrderView }): ReactNode {
  const say = useSay();
  const { amount, count } = useWriting();
  // Nothing came yet: what is missing is what is expected.
  const shown = WHERE_ANY.filter(
    (sum) => !isZero(order[sum]) && (sum !== 'missing' || !isZero(order.received)),
  );
  const { blocksLeft } = order.window;
  return (
    <dl className="tiles">
      {[...ALWAYS, ...shown].map((sum) => (
        <div key={sum} className="tile">
          <dt>{say(sum)}</dt>
          <dd>{amount(order[sum])}</dd>
        </div>
      ))}
      {order.confirmations !== null && (
        <div className="tile">
          <dt>{say('confirmations')}</dt>
          <dd>{count(order.confirmations)}</dd>
        </div>
      )}
      {order.status === 'OPEN' && blocksLeft !== null && (
        <div className="tile">
          <dt>{say('blocks_left')}</dt>
          <dd>{count(blocksLeft)}</dd>
        </div>
      )}
    </dl>
  );
}
