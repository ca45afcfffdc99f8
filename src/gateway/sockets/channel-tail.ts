import type { Logger } from 'pino';
import { pruneMessages, readMessages, type ChannelPlace } from '../../store/till/channels.js';
import type { TillDatabase } from '../../store/till/database.js';
import { listenTo } from '../../store/till/log-wake-ups.js';

/** Messages of merchants' own channels, as they come, for all listeners of this process. */
export interface ChannelTail {
  /** Calls `hear` for each message after a number, in order. @returns what ends that */
  follow(from: ChannelPlace, hear: (body: string) => void): () => void;
  close(): Promise<void>;
}

export interface ChannelTailOptions {
  readonly till: TillDatabase;
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  readonly log: Logger;
}

interface Listener {
  readonly from: ChannelPlace;
  /** Number of the last message that it heard. */
  last: bigint;
  hear(body: string): void;
}

/** For notifications that are lost. */
const POLL_MS = 1_000;
const PRUNE_MS = 60_000;
/** Messages of one statement; each has up to 64 KiB. */
const AT_ONCE = 100;
const PRUNED_AT_ONCE = 1_000;

/** The caller closes it. It starts also while Postgres is down. */
export function openChannelTail({ till, databaseUrl, log }: ChannelTailOptions): ChannelTail {
  const channels = new Map<string, Set<Listener>>();
  let closed = false;
  let again = false;
  let failing = false;
  let looking: Promise<void> | null = null;
  let pruning: Promise<void> | null = null;

  /** Tells what came since. */
  async function look(): Promise<void> {
    for (let more = true; more && !closed;) {
      const followed = [...channels.values()];
      if (followed.length === 0) return;
      const messages = await readMessages(till, followed.map(placeOf), AT_ONCE);
      for (const { place, number, body } of messages) {
        for (const listener of followed[place] ?? []) {
          if (listener.last >= number) continue;
          listener.last = number;
          listener.hear(body);
        }
      }
      more = messages.length === AT_ONCE;
    }
  }

  async function run(): Promise<void> {
    while (again && !closed) {
      again = false;
      try {
        await look();
        failing = false;
      } catch (error) {
        if (!failing) log.warn({ err: error }, 'messages of channels cannot be read; trying again');
        failing = true;
      }
    }
    looking = null;
  }

  /** One look at a time; who comes while one is under way gets one more. */
  function wake(): void {
    again = true;
    looking ??= run();
  }

  async function prune(): Promise<void> {
    try {
      while (!closed && (await pruneMessages(till, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE);
    } catch (error) {
      log.warn({ err: error }, 'old messages of channels were not dropped; trying again in a minute');
    }
    pruning = null;
  }

  const wakeUps = listenTo('chaintill_channels', databaseUrl, wake, log);
  const poll = setInterval(wake, POLL_MS);
  const clean = setInterval(() => {
    pruning ??= prune();
  }, PRUNE_MS);

  return {
    follow(from, hear) {
      const key = `${from.merchantId} ${from.name}`;
      const listeners = channels.get(key) ?? new Set();
      const listener = { from, last: from.after, hear };
      listeners.add(listener);
      channels.set(key, listeners);
      wake();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && channels.get(key) === listeners) channels.delete(key);
      };
    },
    async close() {
      closed = true;
      clearInterval(poll);
      clearInterval(clean);
      await wakeUps.close();
      await Promise.all([looking, pruning]);
    },
  };
}

/** Where the listener of a channel stands that has heard least. */
function placeOf(listeners: ReadonlySet<Listener>): ChannelPlace {
  const [first, ...others] = [...listeners];
  if (!first) throw new Error('a channel is followed while it has listeners');
  const after = others.reduce((least, { last }) => (last < least ? last : least), first.last);
  return { ...first.from, after };
}
