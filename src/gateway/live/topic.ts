import type { LogEvent } from '../../store/till/event-reading.js';

/** Events kept for whoever reads them late. Whoever is later still reads them from the log. */
const KEPT = 500;

/**
 * The newest events of one subject (all, a merchant's, an order's), while somebody follows it: its readers share them, and
 * none holds up another.
 */
export interface Topic {
  /** Its events after this cursor, up to the last one published, are here. */
  readonly floor: bigint;
  readonly readers: number;
  /** @param events of this subject, in cursor order, each after the last one */
  add(events: readonly LogEvent[]): void;
  /** The first `limit` events after a cursor, which is not below the floor. */
  after(cursor: bigint, limit: number): readonly LogEvent[];
  /** Calls `wake` when there is more. @returns what ends that */
  join(wake: () => void): () => void;
  /** Wakes every reader, also without an event. */
  wake(): void;
}

/** @param from cursor of the last event that was published before the topic began */
export function createTopic(from: bigint): Topic {
  let floor = from;
  let events: LogEvent[] = [];
  const readers = new Set<() => void>();

  function wake(): void {
    for (const reader of readers) reader();
  }

  return {
    get floor() {
      return floor;
    },
    get readers() {
      return readers.size;
    },
    add(more) {
      events.push(...more);
      if (events.length > KEPT) {
        floor = events.at(-KEPT - 1)?.cursor ?? floor;
        events = events.slice(-KEPT);
      }
      wake();
    },
    after(cursor, limit) {
      const start = firstAfter(events, cursor);
      return start === events.length ? [] : events.slice(start, start + limit);
    },
    join(reader) {
      readers.add(reader);
      return () => readers.delete(reader);
    },
    wake,
  };
}

/** Index of the first event after a cursor. */
function firstAfter(events: readonly LogEvent[], cursor: bigint): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.cursor ?? cursor) > cursor) high = middle;
    else low = middle + 1;
  }
  return low;
}
