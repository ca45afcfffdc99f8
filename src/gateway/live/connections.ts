import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { Caller } from '../auth/caller.js';
import type { LiveLimits } from './limits.js';

/** Somebody who is told of events for as long as they like. */
export interface Connection {
  readonly caller: Caller;
  /** As it was sent, to be looked at again; undefined without a key. */
  readonly authorization: string | undefined;
  /** Of the client, as limits count it. */
  readonly address: string;
  /** Ends it: its key does not work any more, or the gateway closes. */
  end(why: 'key' | 'closing'): void;
}

/** Whoever is connected for long: how many, and whether their keys still work. */
export interface Connections {
  /** @returns what says that it is over. @throws {ChaintillError} `TOO_MANY_CONNECTIONS` */
  admit(connection: Connection): () => void;
  /** Ends all. */
  close(): void;
}

export interface ConnectionsOptions {
  readonly limits: Pick<LiveLimits, 'connections' | 'recheckMs'>;
  readonly authenticate: (authorization: string) => Promise<Caller>;
  readonly log: Logger;
}

export function createConnections({ limits, authenticate, log }: ConnectionsOptions): Connections {
  const groups = new Map<string, Set<Connection>>();

  /** Keys alone are looked at, each once, however many connections have it. */
  async function recheck(): Promise<void> {
    const authorizations = new Map<string, Connection[]>();
    for (const connection of [...groups.values()].flatMap((group) => [...group])) {
      const { authorization } = connection;
      if (authorization === undefined) continue;
      authorizations.set(authorization, [...(authorizations.get(authorization) ?? []), connection]);
    }
    for (const [authorization, connections] of authorizations) {
      if (await works(authorization)) continue;
      for (const connection of connections) connection.end('key');
    }
  }

  async function works(authorization: string): Promise<boolean> {
    try {
      await authenticate(authorization);
      return true;
    } catch (error) {
      if (error instanceof ChaintillError && error.code === 'UNAUTHENTICATED') return false;
      log.warn({ err: error }, 'keys of open connections cannot be looked at; trying again');
      return true;
    }
  }

  let rechecking = false;
  const timer = setInterval(() => {
    if (rechecking) return;
    rechecking = true;
    void recheck().finally(() => (rechecking = false));
  }, limits.recheckMs);

  return {
    admit(connection) {
      const { caller, address } = connection;
      const name = caller.kind === 'anonymous' ? `address ${address}` : `key ${caller.keyId}`;
      const group = groups.get(name) ?? new Set();
      if (group.size >= limits.connections) {
        throw new ChaintillError(
          'TOO_MANY_CONNECTIONS',
          `at most ${limits.connections} connections can be open at once: close one, or follow more with each`,
        );
      }
      groups.set(name, group.add(connection));
      return () => {
        group.delete(connection);
        if (group.size === 0 && groups.get(name) === group) groups.delete(name);
      };
    },
    close() {
      clearInterval(timer);
      for (const connection of [...groups.values()].flatMap((group) => [...group])) connection.end('closing');
    },
  };
}
