import type { ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useSay } from '../parts/tongue.js';
import { EVENT_TYPES } from '../texts/events.js';
import type { OrderEvent } from './documents.js';

/** What was told of an order, newest first. */
export function OrderTimeline({ events }: { readonly events: readonly OrderEvent[] }): ReactNode {
  const say = useSay();
  const { count, moments } = useWriting();
  return (
    <section className="card" aria-labelledby="timeline">
      <h2 id="timeline">{say('timeline')}</h2>
      {events.length === 0 ? (
        <p className="none">{say('timeline_none')}</p>
      ) : (
        <ol className="timeline">
          {[...events].reverse().map(({ id, type, createdAt, height, hint }) => (
            <li key={id} className={hint ? 'hint' : undefined}>
              <p>
                <EventName type={type} />
              </p>
              <p className="under">
                {moments.exact(createdAt)}
                {height !== null && ` · ${say('block')} ${count(height)}`}
                {hint && ` · ${say('not_final')}`}
              </p>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** In words where there are some; the name that programs see stands with it. */
export function EventName({ type }: { readonly type: string }): ReactNode {
  const say = useSay();
  const known = EVENT_TYPES.find((one) => one === type);
  return known ? <span title={type}>{say(`event_${known}`)}</span> : <code>{type}</code>;
}
