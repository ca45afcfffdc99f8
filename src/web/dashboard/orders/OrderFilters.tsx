import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { hrefOf } from '../route.js';
import { ORDER_COUNTS, STATUSES, type OrderCountsAnswer, type StoredStatus } from './documents.js';

interface OrderFiltersProps {
  readonly status: StoredStatus | null;
  readonly search: string;
}

export function OrderFilters({ status, search }: OrderFiltersProps): ReactNode {
  const say = useSay();
  const { count } = useWriting();
  const { data } = useAnswer<OrderCountsAnswer>(ORDER_COUNTS, {}, ({ orderId }) => orderId !== null);
  const [text, setText] = useState(search);
  const counts = data?.orderCounts;

  function find(event: SyntheticEvent): void {
    event.preventDefault();
    location.hash = hrefOf(['orders'], { status, search: text.trim() });
  }

  return (
    <div className="filters">
      <nav aria-label={say('status')}>
        <ul>
          <li>
            <a href={hrefOf(['orders'], { search })} aria-current={status === null ? 'true' : undefined}>
              {say('all')} {counts && <span className="count">{count(counts.total)}</span>}
            </a>
          </li>
          {STATUSES.map((one) => (
            <li key={one}>
              <a
                href={hrefOf(['orders'], { status: one, search })}
                aria-current={status === one ? 'true' : undefined}
              >
                {say(`status_${one}`)}{' '}
                {counts && (
                  <span className="count">{count(counts[one.toLowerCase() as Lowercase<StoredStatus>])}</span>
                )}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <search>
        <form onSubmit={find}>
          <label className="unseen" htmlFor="search">
            {say('search_orders')}
          </label>
          <input
            id="search"
            type="search"
            value={text}
            placeholder={say('search_orders')}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="small">
            {say('search')}
          </button>
        </form>
      </search>
    </div>
  );
}
