import {
  jetstream,
  jetstreamManager,
  JetStreamApiError,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import type { LogEvent } from '../../store/till/event-reading.js';

export const STREAM = 'CHAINTILL';

/** A stream of NATS JetStream, to write events to. */
export interface EventStream {
  /** Resolves when the server has stored it; an event that it has already is left out. Rejects otherwise. */
  publish(event: LogEvent): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = 'chaintill';
const HOUR_MS = 60 * 60 * 1000;
/** The code of NATS for a stream that there is not. */
const NO_STREAM = 10059;
const CONNECT_MS = 5_000;
const ACK_MS = 5_000;

/**
 * Connects, and makes the stream where there is none; one that is there stays as it is.
 * @param url `nats://user:password@host:port`, `tls://…`; or `nats://<token>@host:port`
 */
export async function openStream(url: string): Promise<EventStream> {
  const connection = await connect({ ...optionsOf(new URL(url)), timeout: CONNECT_MS, reconnect: false });
  try {
    await makeStream(connection);
    return streamOf(connection, jetstream(connection, { timeout: ACK_MS }));
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function streamOf(connection: NatsConnection, client: JetStreamClient): EventStream {
  return {
    async publish({ id, type, merchantId, body }) {
      await client.publish(`${PREFIX}.${merchantId}.${type}`, body, {
        msgID: id,
        expect: { streamName: STREAM },
      });
    },
    close: () => connection.close(),
  };
}

async function makeStream(connection: NatsConnection): Promise<void> {
  const manager = await jetstreamManager(connection, { timeout: ACK_MS });
  try {
    await manager.streams.info(STREAM);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== NO_STREAM) throw error;
    await manager.streams.add({
      name: STREAM,
      subjects: [`${PREFIX}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: nanos(30 * 24 * HOUR_MS),
      // What is published again after a break is left out for as long.
      duplicate_window: nanos(24 * HOUR_MS),
    });
  }
}

function optionsOf({ protocol, host, username, password }: URL): Parameters<typeof connect>[0] {
  const user = decodeURIComponent(username);
  return {
    servers: host,
    name: 'chaintill',
    ...(user !== '' && (password === '' ? { token: user } : { user, pass: decodeURIComponent(password) })),
    ...(protocol === 'tls:' && { tls: {} }),
  };
}
