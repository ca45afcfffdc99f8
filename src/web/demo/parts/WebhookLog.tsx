import { useCallback, useRef, useState, type ReactNode } from 'react';
import { askLog } from '../api.js';
import { useBeat } from '../beat.js';
import type { LogEntry } from '../page-data.js';
import { useSurroundings } from './context.js';
import { Message } from './Message.js';

const ASK_MS = 1_000;
const MOST_SHOWN = 100;

/** What came to the shop's webhook, as it comes. @param own the order whose messages stand out; null for none */
export function WebhookLog({ own }: { readonly own: string | null }): ReactNode {
  const { say } = useSurroundings().tongue;
  const [entries, setEntries] = useState<readonly LogEntry[] | null>(null);
  const last = useRef(0);
  const ask = useCallback(async (signal: AbortSignal): Promise<void> => {
    try {
      const news = await askLog(last.current);
      if (signal.aborted) return;
      last.current = news.at(-1)?.number ?? last.current;
      setEntries((before) =>
        before !== null && news.length === 0
          ? before
          : [...[...news].reverse(), ...(before ?? [])].slice(0, MOST_SHOWN),
      );
    } catch {
      // It is asked again in a second.
    }
  }, []);
  useBeat(ask, ASK_MS);
  const newest = entries?.[0];

  return (
    <aside className="log" aria-labelledby="log">
      <h2 id="log">{say('log_title')}</h2>
      <p className="about">{say('log_text')}</p>
      <p className="unseen" role="status">
        {newest ? say('log_newest', { type: newest.event?.type ?? say('refused') }) : ''}
      </p>
      {entries?.length === 0 && <p className="empty">{say('log_empty')}</p>}
      <ol>
        {(entries ?? []).map((entry) => (
          <Message key={entry.number} entry={entry} own={own !== null && entry.event?.orderId === own} />
        ))}
      </ol>
    </aside>
  );
}
