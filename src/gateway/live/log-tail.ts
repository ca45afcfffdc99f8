import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { LogPosition } from '../../domain/events/cursor.js';
import type { TillDatabase } from '../../store/till/database.js';
import { readAdvance, readLogPosition, type LogEvent } from '../../store/till/event-reading.js';
import { listenToLog } from '../../store/till/log-wake-ups.js';
import { endable } from './endable.js';
import { readLog, type Following, type LogEnd } from './log-reader.js';
import { createTopics } from './topics.js';

export type { Following, LogEvent };

/** The event log as everybody in this process follows it: what is new is read once for all. */
export interface LogTail {
  /**
   * The epoch of the log, and its last cursor now.
   * @throws {ChaintillError} `TILL_NOT_READY`, `DATABASE_UNAVAILABLE`
   */
  position(): Promise<LogPosition>;
  /**
   * Events after a cursor, in cursor order: the past first, then live, without a gap or a duplicate, until the signal
   * aborts or the tail is closed. Nothing is read ahead for a reader: what a slow one does not take waits in Postgres.
   * @throws {ChaintillError} while it is read: `CURSOR_BEYOND_END`; `CURSOR_UNKNOWN_EPOCH` when the log is restored or
   * reset meanwhile; `DATABASE_UNAVAILABLE`, `TILL_NOT_READY`
   */
  follow(of: Following): AsyncIterableIterator<readonly LogEvent[], undefined>;
  close(): Promise<void>;
}

export interface LogTailOptions {
  readonly till: TillDatabase;
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  readonly log: Logger;
}

/** For notifications that are lost. */
const POLL_MS = 1_000;
/** Events of one statement, for all readers. */
const ADVANCE = 500;
/** A till that is being made: nobody needs to hear of it. */
const NOT_YET = new Set(['TILL_NOT_READY', 'INDEX_NOT_READY']);

/** The caller closes it. It starts also while Postgres is down. */
export function openLogTail({ till, databaseUrl, log }: LogTailOptions): LogTail {
  const topics = createTopics();
  let end: LogEnd | null = null;
  let closed = false;
  let reading: Promise<void> | null = null;
  let again = false;
  let failing = false;
  let found: () => void = () => undefined;
  const firstLook = new Promise<void>((resolve) => (found = resolve));
  const endNow = (): LogEnd | null => (closed ? null : end);

  /** Reads on to the end of the log. */
  async function advance(): Promise<void> {
    for (let more = true; more;) {
      const before: LogEnd = end ?? { ...(await readLogPosition(till)), generation: 0 };
      const { logEpoch, cursor, events } = await readAdvance(till, before.cursor, ADVANCE);
      if (closed) return;
      const last = events.at(-1);
      more = last !== undefined && events.length === ADVANCE;
      // Within an epoch the log only grows.
      const same = logEpoch === before.logEpoch && cursor >= before.cursor;
      end = {
        logEpoch,
        cursor: more && last ? last.cursor : cursor,
        generation: same ? before.generation : before.generation + 1,
      };
      found();
      if (same) topics.publish(events);
      else topics.end();
    }
  }

  async function run(): Promise<void> {
    while (again && !closed) {
      again = false;
      try {
        await advance();
        failing = false;
      } catch (error) {
        const expected = error instanceof ChaintillError && NOT_YET.has(error.code);
        if (!failing && !expected) log.warn({ err: error }, 'the event log cannot be read; trying again');
        failing = true;
      }
    }
    reading = null;
  }

  /** One look at a time; who comes while one is under way gets one more. */
  function wake(): void {
    again = true;
    reading ??= run();
  }

  const wakeUps = listenToLog(databaseUrl, wake, log);
  const poll = setInterval(wake, POLL_MS);
  wake();

  return {
    position: () => readLogPosition(till),
    follow: (of) =>
      endable((signal) => {
        const aborted = new Promise<null>((resolve) =>
          signal.addEventListener('abort', () => resolve(null), { once: true }),
        );
        const end = (): Promise<LogEnd | null> => Promise.race([firstLook.then(endNow), aborted]);
        return readLog({ till, topics, end, endNow }, { ...of, signal });
      }, of.signal),
    async close() {
      closed = true;
      clearInterval(poll);
      found();
      topics.end();
      await wakeUps.close();
      await reading;
    },
  };
}
