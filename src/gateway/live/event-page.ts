import { printCursor } from '../../domain/events/cursor.js';
import { readEvents, type LogEvent } from '../../store/till/event-reading.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ChosenEvents } from './event-choice.js';

/** Part of the log. */
export interface EventPage {
  readonly events: readonly LogEvent[];
  /** What to ask after for what comes next, also after the last page. */
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

export interface PageWish {
  readonly limit: number;
  /** How long to wait for the first event where none is there, in milliseconds; 0 for not at all. */
  readonly waitMs: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

/** Events after a place, or from the beginning of the log. @throws {ChaintillError} as `LogTail.follow` does */
export async function readEventPage(
  { till, tail }: Pick<GatewayContext, 'till' | 'tail'>,
  choice: ChosenEvents,
  { limit, waitMs, signal }: PageWish,
): Promise<EventPage> {
  const end = await tail.position();
  const after = choice.after ?? 0n;
  const found = await readEvents(till, choice, { after, upTo: end.cursor, limit: limit + 1 });
  const hasMore = found.length > limit;
  const events = hasMore ? found.slice(0, limit) : found;
  const last = events.at(-1);
  if (last || waitMs === 0) {
    const cursor = hasMore && last ? last.cursor : end.cursor;
    return { events, hasMore, nextCursor: printCursor({ ...end, cursor }) };
  }
  const stop = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
  for await (const page of tail.follow({ ...choice, after: end.cursor, signal: stop })) {
    const came = page.slice(0, limit);
    const cursor = came.at(-1)?.cursor ?? end.cursor;
    return { events: came, hasMore: came.length < page.length, nextCursor: printCursor({ ...end, cursor }) };
  }
  return { events, hasMore: false, nextCursor: printCursor(end) };
}
