import type { ReactNode } from 'react';
import { Failure } from '../parts/Failure.js';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { StatusBadge } from '../orders/status.js';
import { hrefOf } from '../route.js';
import { ASSIGN, type Unmatched } from './documents.js';

interface SuggestionsProps {
  readonly money: Unmatched;
  readonly writes: boolean;
  readonly onDecided: (what: string) => void;
}

/** Orders that money may be meant for, the likeliest first. Nothing where there is none. */
export function Suggestions({ money, writes, onDecided }: SuggestionsProps): ReactNode {
  const say = useSay();
  const { amount } = useWriting();
  const { run, busy, failure } = useAction<object>(ASSIGN);
  if (money.suggestedOrders.length === 0) return null;

  async function assign(orderId: string): Promise<void> {
    if ((await run({ transferId: money.id, orderId })) === null) return;
    onDecided(say('assigned', { amount: amount(money), order: orderId }));
  }

  return (
    <section className="suggestions" aria-label={say('suggestions')}>
      <h2>{say('suggestions')}</h2>
      <ul>
        {money.suggestedOrders.map(({ order, reasons }) => (
          <li key={order.orderId}>
            <div>
              <a href={hrefOf(['orders', order.orderId])}>{order.orderId}</a>{' '}
              <StatusBadge status={order.status} />
              <span className="under">
                {say('lacks', { amount: amount(order.missing) })} ·{' '}
                {reasons.map((reason) => say(`because_${reason}`)).join(', ')}
              </span>
            </div>
            {writes && (
              <button
                type="button"
                className="small"
                disabled={busy}
                aria-label={say('assign_to', { order: order.orderId })}
                onClick={() => void assign(order.orderId)}
              >
                {say('assign')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {failure && <Failure failure={failure} />}
    </section>
  );
}
