/** Server-sent events (WHATWG HTML, 9.2). */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientOf } from '../limits/client-address.js';
import type { Connections } from './connections.js';
import type { LiveLimits } from './limits.js';

export interface EventStreamOptions {
  readonly connections: Connections;
  readonly clientOf: ClientOf;
  readonly limits: Pick<LiveLimits, 'stallMs' | 'keepAliveMs'>;
}

/** A message of a stream; its data has no line break. */
export function eventMessage(event: string | null, data: string): string {
  return `${event === null ? '' : `event: ${event}\n`}data: ${data}\n\n`;
}

/**
 * Sends messages until they end, the client goes, or it does not take one in time: then the connection breaks, and
 * whoever listens connects again.
 * @throws {ChaintillError} `TOO_MANY_CONNECTIONS`, before anything is sent; what the messages throw breaks the connection
 */
export async function sendEventStream(
  request: FastifyRequest,
  reply: FastifyReply,
  messages: AsyncIterableIterator<string>,
  { connections, clientOf, limits }: EventStreamOptions,
): Promise<void> {
  const { raw } = reply;
  const end = (): void => void messages.return?.();
  const release = admit();
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Proxies of the nginx kind would gather what is to arrive at once.
    'x-accel-buffering': 'no',
  });
  raw.on('close', end);
  const beat = setInterval(() => {
    if (!raw.writableNeedDrain) raw.write(':\n\n');
  }, limits.keepAliveMs);
  try {
    raw.flushHeaders();
    // What a stream reads for hours is no part of the trace of the request that began it.
    await context.with(ROOT_CONTEXT, sendAll);
    raw.end();
  } catch (error) {
    raw.destroy();
    if (!(error instanceof StreamClosedError)) throw error;
  } finally {
    clearInterval(beat);
    release();
  }

  async function sendAll(): Promise<void> {
    for await (const message of messages) await send(message);
  }

  function admit(): () => void {
    try {
      return connections.admit({
        caller: request.caller,
        authorization: request.headers.authorization,
        address: clientOf(request.raw),
        end,
      });
    } catch (error) {
      end();
      throw error;
    }
  }

  function send(message: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new StreamClosedError()), limits.stallMs);
      raw.write(message, (error) => {
        clearTimeout(timer);
        if (error) reject(new StreamClosedError({ cause: error }));
        else resolve();
      });
    });
  }
}

/** Nobody is there any more to be told, or nobody who listens. */
class StreamClosedError extends Error {
  override readonly name = 'StreamClosedError';

  constructor(options?: ErrorOptions) {
    super('the stream is closed', options);
  }
}
