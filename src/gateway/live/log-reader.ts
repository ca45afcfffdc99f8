import { beyondEnd, unknownEpoch, type LogPosition } from '../../domain/events/cursor.js';
import type { TillDatabase } from '../../store/till/database.js';
import {
  readEvents,
  readLogPosition,
  type EventChoice,
  type LogEvent,
} from '../../store/till/event-reading.js';
import type { Subject, Topics } from './topics.js';

export interface Following extends EventChoice {
  /** The cursor after which to begin; null for the end of the log as it is now. */
  readonly after: bigint | null;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** How far the log was read for all. */
export interface LogEnd extends LogPosition {
  /** Raised whenever the log turns out to be another one. */
  readonly generation: number;
}

/** The log as one reader finds it. */
export interface OpenLog {
  readonly till: TillDatabase;
  readonly topics: Topics;
  /** The end as it is known; null once the log is closed for good. */
  end(): Promise<LogEnd | null>;
  /** The same, after the first time. */
  endNow(): LogEnd | null;
}

/** Events that a reader gets at once. */
const PAGE = 100;

/** What comes next of what a reader follows: the log up to `upTo` is done with. Null where nothing came since. */
interface Step {
  readonly upTo: bigint;
  readonly events: readonly LogEvent[];
}

/**
 * Reads the past from Postgres and what came since from the topic, which was joined before: what comes while the past is
 * read is in one of the two, and the cursor says where one ends.
 */
export async function* readLog(log: OpenLog, of: Following): AsyncGenerator<readonly LogEvent[], undefined> {
  const { till, topics } = log;
  const { signal } = of;
  const start = await readLogPosition(till);
  if (of.after !== null && of.after > start.cursor) throw beyondEnd();
  const first = await log.end();
  if (first === null) return;
  if (first.logEpoch !== start.logEpoch) throw unknownEpoch();
  let last = of.after ?? start.cursor;
  let wake: () => void = () => undefined;
  const onAbort = (): void => wake();
  const ended = (): boolean => signal.aborted;
  const subject = subjectOf(of);
  const topic = topics.of(subject, first.cursor);
  const leave = topic.join(() => wake());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    while (!ended()) {
      const end = log.endNow();
      if (end === null) return;
      if (end.generation !== first.generation) throw unknownEpoch();
      const step =
        last < topic.floor ? await past(till, of, last, end.cursor) : recent(topic.after(last, PAGE), of);
      if (step === null) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      last = step.upTo;
      if (step.events.length > 0 && !ended()) yield step.events;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    leave();
    topics.left(subject);
  }
}

async function past(till: TillDatabase, of: Following, after: bigint, upTo: bigint): Promise<Step> {
  const events = await readEvents(till, of, { after, upTo, limit: PAGE });
  const last = events.at(-1);
  return { events, upTo: last && events.length === PAGE ? last.cursor : upTo };
}

function recent(events: readonly LogEvent[], of: Following): Step | null {
  const last = events.at(-1);
  return last ? { events: events.filter((event) => isWanted(event, of)), upTo: last.cursor } : null;
}

function isWanted(event: LogEvent, { merchantId, orderId, types }: EventChoice): boolean {
  return (
    (merchantId === null || event.merchantId === merchantId) &&
    (orderId === null || event.orderId === orderId) &&
    (types === null || types.includes(event.type))
  );
}

function subjectOf({ merchantId, orderId }: EventChoice): Subject {
  if (orderId !== null) return { kind: 'order', id: orderId };
  return merchantId === null ? { kind: 'all' } : { kind: 'merchant', id: merchantId };
}
