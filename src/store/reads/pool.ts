import type { PostgresPool } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import { isConflict } from '../failures.js';
import type { Replica } from './replica.js';

type Client = Awaited<ReturnType<PostgresPool['connect']>>;

export interface ReadPoolOptions {
  readonly primary: PostgresPool;
  readonly replica: PostgresPool;
  readonly following: Replica;
}

/**
 * Connections for reading: to the replica while it may be read from, and otherwise to the primary. Where the replica fails the
 * first statement of a connection, the primary is asked the same; later ones may belong to a transaction, and fail.
 */
export function openReadPool({ primary, replica, following }: ReadPoolOptions): PostgresPool {
  async function connectToReplica(): Promise<Client | null> {
    try {
      return await replica.connect();
    } catch (failure) {
      if (!isLoss(failure)) throw failure;
      following.lost();
      return null;
    }
  }

  return {
    async connect() {
      const client = following.state().reason === null ? await connectToReplica() : null;
      return client === null ? primary.connect() : readingFrom(client);
    },
    async end() {
      await Promise.all([primary.end(), replica.end()]);
    },
  };

  function readingFrom(first: Client): Client {
    let client: Client | null = first;
    let isFirst = true;
    return {
      async query(statement: string, parameters: readonly unknown[]) {
        const mayAskAgain = isFirst;
        isFirst = false;
        try {
          if (client === null) throw interrupted();
          return await client.query(statement, parameters);
        } catch (failure) {
          if (isLoss(failure)) following.lost();
          else if (!isConflict(failure)) throw failure;
          if (!mayAskAgain) throw interrupted(failure);
          client?.release();
          client = null;
          client = await primary.connect();
          return client.query(statement, parameters);
        }
      },
      release() {
        client?.release();
        client = null;
      },
    } as Client;
  }
}

function isLoss(failure: unknown): boolean {
  return failure instanceof ChaintillError && failure.code === 'DATABASE_UNAVAILABLE';
}

/** A replica cancels what reads rows that the primary has removed meanwhile, as a conflict. */
function interrupted(cause?: unknown): ChaintillError {
  return new ChaintillError(
    'DATABASE_UNAVAILABLE',
    'the replica broke off while this was read: ask again, and the primary answers if need be',
    { cause },
  );
}
