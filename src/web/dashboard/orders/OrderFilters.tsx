import type { ReactNode } from 'react';
import { SearchForm } from '../parts/SearchForm.js';
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
  const counts = data?.orderCounts;

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
        <SearchForm
          label="search_orders"
          words={search}
          onSearch={(words) => {
            location.hash = hrefOf(['orders'], { status, search: words });
          }}
        />
      </search>
    </div>
  );
}
