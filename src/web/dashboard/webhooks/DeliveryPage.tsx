import { useState, type ReactNode } from 'react';
import { CopyBlock } from '../parts/CopyBlock.js';
import { Facts } from '../parts/Facts.js';
import { Failure } from '../parts/Failure.js';
import { Heading } from '../parts/Heading.js';
import { useSession, useWriting } from '../parts/session.js';
import { Empty, Shown } from '../parts/Shown.js';
import { useSay } from '../parts/tongue.js';
import { useAction } from '../parts/use-action.js';
import { useAnswer } from '../parts/use-answer.js';
import { EventName } from '../order/OrderTimeline.js';
import { hrefOf } from '../route.js';
import { AttemptCard } from './AttemptCard.js';
import {
  DELIVERY,
  REDELIVER,
  type Delivery,
  type DeliveryAnswer,
  type RedeliverAnswer,
} from './documents.js';
import { DeliveryBadge } from './DeliveryTable.js';
import { indented } from './indented.js';

/** No event tells how a delivery goes. */
const EVERY_MS = 3_000;
const noEvent = (): boolean => false;

export function DeliveryPage({ id }: { readonly id: string }): ReactNode {
  const say = useSay();
  const answer = useAnswer<DeliveryAnswer>(DELIVERY, { id }, noEvent, EVERY_MS);
  const delivery = answer.data?.delivery ?? null;
  return (
    <>
      <Heading title={say('delivery')} above={{ title: say('webhooks'), href: hrefOf(['webhooks']) }}>
        {delivery && (
          <p className="state">
            <DeliveryBadge status={delivery.status} />
          </p>
        )}
      </Heading>
      <Shown of={answer}>
        {({ delivery: found }) =>
          found ? <Whole delivery={found} reload={answer.reload} /> : <Empty title={say('delivery_none')} />
        }
      </Shown>
    </>
  );
}

interface WholeProps {
  readonly delivery: Delivery;
  readonly reload: () => void;
}

function Whole({ delivery, reload }: WholeProps): ReactNode {
  const say = useSay();
  const { api } = useSession();
  const { moments } = useWriting();
  const { orderId, finishedAt, nextAttemptAt, requestBody, attempts } = delivery;
  return (
    <>
      {api.writes && <Redeliver id={delivery.id} onSame={reload} />}
      <section className="card">
        <Facts
          of={[
            [say('event'), <EventName key="type" type={delivery.type} />],
            [say('order'), orderId && <a href={hrefOf(['orders', orderId])}>{orderId}</a>],
            [say('sent_to'), <code key="url">{delivery.url}</code>],
            [say('event_id'), <code key="id">{delivery.eventId}</code>],
            [say('cause'), say(`cause_${delivery.cause}`)],
            [say('created'), moments.exact(delivery.createdAt)],
            [say('finished'), finishedAt && moments.exact(finishedAt)],
            [say('next_attempt'), nextAttemptAt && moments.exact(nextAttemptAt)],
          ]}
        />
      </section>
      <section aria-labelledby="attempts">
        <h2 id="attempts">{say('attempts')}</h2>
        {attempts.length === 0 ? (
          <Empty title={say('attempts_none')} />
        ) : (
          <ol className="cards wide-cards">
            {[...attempts].reverse().map((attempt) => (
              <li key={attempt.attempt}>
                <AttemptCard attempt={attempt} />
              </li>
            ))}
          </ol>
        )}
      </section>
      {requestBody !== null && (
        <section className="card">
          <CopyBlock label={say('request_body')} text={indented(requestBody)} />
        </section>
      )}
    </>
  );
}

interface RedeliverProps {
  readonly id: string;
  /** The delivery itself is tried again, as it waits still. */
  readonly onSame: () => void;
}

function Redeliver({ id, onSame }: RedeliverProps): ReactNode {
  const say = useSay();
  const [done, setDone] = useState(false);
  const { run, busy, failure } = useAction<RedeliverAnswer>(REDELIVER);

  async function redeliver(): Promise<void> {
    const answer = await run({ id });
    if (answer === null) return;
    if (answer.redeliver.id !== id) location.hash = hrefOf(['webhooks', 'deliveries', answer.redeliver.id]);
    else {
      setDone(true);
      onSame();
    }
  }

  return (
    <div className="actions">
      <button type="button" className="small" disabled={busy} onClick={() => void redeliver()}>
        {say('redeliver')}
      </button>
      <span role="status">{done ? say('redelivered') : ''}</span>
      {failure && <Failure failure={failure} />}
    </div>
  );
}
