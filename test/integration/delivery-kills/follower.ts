/** A service that follows a merchant's events by subscription, is cut off again and again, and resumes from its cursor. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface Follower {
  /** Ids of the events, in the order in which they came. */
  readonly seen: readonly string[];
  readonly cuts: number;
  close(): Promise<void>;
}

interface Told {
  readonly events: { readonly id: string; readonly cursor: string };
}

const QUERY = 'subscription($after: String) { events(after: $after) { id cursor } }';

/**
 * @param after the cursor to begin after
 * @param url of a gateway, asked for at each connection
 * @param patience after how many events it cuts itself off, asked for at each connection
 */
export function follow(
  after: string | null,
  key: string,
  url: () => string,
  patience: () => number,
): Follower {
  const seen: string[] = [];
  const state = { cursor: after, cuts: 0, closed: false };
  let client: Client | null = null;

  async function once(): Promise<void> {
    const left = { events: patience() };
    client = createClient({
      url: `${url().replace(/^http/, 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    });
    for await (const { data, errors } of client.iterate<Told>({
      query: QUERY,
      variables: { after: state.cursor },
    })) {
      if (errors) throw new Error(JSON.stringify(errors));
      if (!data) continue;
      seen.push(data.events.id);
      state.cursor = data.events.cursor;
      if (--left.events <= 0) break;
    }
  }

  async function run(): Promise<void> {
    while (!state.closed) {
      await once().catch(() => undefined); // a gateway was killed; the next one goes on
      await client?.dispose();
      state.cuts += 1;
      await sleep(50);
    }
  }

  const running = run();
  return {
    seen,
    get cuts() {
      return state.cuts;
    },
    async close() {
      state.closed = true;
      client?.terminate();
      await client?.dispose();
      await running;
    },
  };
}
