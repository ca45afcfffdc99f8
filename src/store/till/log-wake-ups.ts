import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';

/** What can be waited for: the event log, and the messages of merchants' own channels. */
export type WakeUpChannel = 'chaintill_events' | 'chaintill_channels';

const RECONNECT_MS = 500;

export interface WakeUps {
  close(): Promise<void>;
}

export function listenToLog(databaseUrl: string, wake: () => void, log: Logger): WakeUps {
  return listenTo('chaintill_events', databaseUrl, wake, log);
}

/**
 * Calls `wake` whenever something came to a channel of Postgres, over one connection, which is made again when it breaks. What
 * was notified in between is lost: `wake` is called for each new connection, and whoever waits looks besides at times.
 */
export function listenTo(
  channel: WakeUpChannel,
  databaseUrl: string,
  wake: () => void,
  log: Logger,
): WakeUps {
  const stop = new AbortController();

  async function listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
      keepAlive: true,
      application_name: channel.replace('_', ' '),
    });
    let giveUp: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      giveUp = resolve;
      client.on('end', resolve);
      client.on('error', (error) => {
        if (!stop.signal.aborted)
          log.warn({ err: error, channel }, 'lost the connection to Postgres that wakes readers');
        resolve();
      });
    });
    stop.signal.addEventListener('abort', giveUp, { once: true });
    client.on('notification', wake);
    try {
      await client.connect();
      // A server whose machine is gone must be noticed sooner than TCP would.
      await client.query(
        `set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3; listen ${channel}`,
      );
      wake();
      await ended;
    } finally {
      stop.signal.removeEventListener('abort', giveUp);
      await client.end().catch(() => undefined); // gone already
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await listen().catch((error: unknown) => {
        if (!stop.signal.aborted) log.warn({ err: error, channel }, 'readers poll until Postgres answers');
      });
      await delay(RECONNECT_MS, undefined, { signal: stop.signal }).catch(() => undefined); // closed
    }
  }

  const running = run();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}
