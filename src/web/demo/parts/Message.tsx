import type { ReactNode } from 'react';
import type { LogEntry } from '../page-data.js';
import { useSurroundings } from './context.js';

interface MessageProps {
  readonly entry: LogEntry;
  /** Whether it is about the purchase that the page shows. */
  readonly own: boolean;
}

export function Message({ entry, own }: MessageProps): ReactNode {
  const { say, locale } = useSurroundings().tongue;
  const { event, trouble, receivedAt, body } = entry;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(receivedAt));
  return (
    <li className={`message ${event ? 'verified' : 'refused'} ${own ? 'own' : ''}`}>
      <details>
        <summary>
          <span className="type">{event?.type ?? say('refused')}</span>
          <time dateTime={receivedAt}>{time}</time>
          <span className="proof">
            {trouble ? trouble.code : say(event?.again === true ? 'verified_again' : 'verified')}
          </span>
          {event?.orderId != null && <span className="order">{event.orderId}</span>}
        </summary>
        <dl>
          {event && (
            <>
              <dt>{say('message_id')}</dt>
              <dd>
                <code>{event.id}</code>
              </dd>
            </>
          )}
          {trouble && (
            <>
              <dt>{say('trouble')}</dt>
              <dd lang="en">{trouble.message}</dd>
            </>
          )}
        </dl>
        <pre tabIndex={0} aria-label={say('message_body')}>
          {readable(body)}
        </pre>
      </details>
    </li>
  );
}

/** Spread over lines where it is JSON. What was signed is the text as it came, which has none. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body; // whatever somebody sent
  }
}
