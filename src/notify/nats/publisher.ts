/** The event log, published to NATS JetStream for those with many consumers of their own. */
import type { Logger } from 'pino';
import type { LogPosition } from '../../domain/events/cursor.js';
import { openTillDatabase, type TillDatabase } from '../../store/till/database.js';
import { readAdvance } from '../../store/till/event-reading.js';
import { listenToLog } from '../../store/till/log-wake-ups.js';
import {
  movePublication,
  readPublication,
  tryPublishingLock,
  type PublishingLock,
} from '../../store/till/publications.js';
import { requireVersion } from '../../store/till/version.js';
import { createWakeUp } from '../wake-up.js';
import { openStream, type EventStream } from './stream.js';

export interface PublisherOptions {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** `nats://user:password@host:port` */
  readonly natsUrl: string;
  readonly log: Logger;
}

export interface Publisher {
  close(): Promise<void>;
}

const NAME = 'nats';
/** Events between two times that the cursor is stored. What is published again after a break, NATS leaves out. */
const AT_ONCE = 100;
/** For notifications that are lost, and to see that the place is still ours. */
const POLL_MS = 1_000;
const AGAIN_MS = 2_000;

/**
 * Publishes each event once the log has it, one after the other, under its id; the cursor moves when NATS has stored it. Of
 * several processes one publishes, and another takes over when that one ends. It starts also while Postgres or NATS is down.
 * @throws {ChaintillError} `INVALID_DATABASE_URL`
 */
export function startPublisher({ databaseUrl, natsUrl, log }: PublisherOptions): Publisher {
  const till = openTillDatabase({ url: databaseUrl, log, size: 1 });
  const wakeUp = createWakeUp();
  const stop = new AbortController();
  const wakeUps = listenToLog(databaseUrl, () => wakeUp.wake(), log);
  const closing = (): boolean => stop.signal.aborted;
  let failing = false;

  async function publish(lock: PublishingLock, stream: EventStream): Promise<void> {
    let from = await readPublication(till, NAME);
    while (!closing() && lock.isHeld()) {
      await requireVersion(till);
      const to = await publishPage(till, stream, from, log);
      if (to === null) {
        await wakeUp.wait(POLL_MS);
        continue;
      }
      if (!(await movePublication(till, NAME, from, to))) return;
      from = to;
      failing = false;
    }
  }

  async function attempt(): Promise<void> {
    // Before the lock: a publisher of the version that migrated the till must find the place free.
    await requireVersion(till);
    const lock = await tryPublishingLock(databaseUrl, NAME, log);
    if (!lock) return;
    try {
      const stream = await openStream(natsUrl);
      try {
        await publish(lock, stream);
      } finally {
        await stream.close();
      }
    } finally {
      await lock.release();
    }
  }

  async function run(): Promise<void> {
    while (!closing()) {
      try {
        await attempt();
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'events do not get to NATS; trying again');
        failing = true;
      }
      if (!closing()) await wakeUp.wait(AGAIN_MS);
    }
  }

  const running = run();
  return {
    async close() {
      stop.abort();
      wakeUp.wake();
      await Promise.all([wakeUps.close(), running]);
      await till.destroy();
    },
  };
}

/** @returns how far the log is published now; null where nothing came */
async function publishPage(
  till: TillDatabase,
  stream: EventStream,
  from: LogPosition | null,
  log: Logger,
): Promise<LogPosition | null> {
  const { logEpoch, events } = await readAdvance(till, from?.cursor ?? 0n, AT_ONCE);
  if (from !== null && logEpoch !== from.logEpoch) {
    log.warn('the event log was restored or reset: publishing it from its beginning');
    return { logEpoch, cursor: 0n };
  }
  // One after the other: of those sent at once, a later one could be stored without the one before.
  for (const event of events) await stream.publish(event);
  const last = events.at(-1);
  return last ? { logEpoch, cursor: last.cursor } : null;
}
