import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A client's end of a WebSocket. */
export interface TestSocket {
  readonly socket: WebSocket;
  /** Everything that came so far. */
  readonly messages: readonly string[];
  /** The next message that nobody has taken. */
  next(): Promise<string>;
  /** How the connection ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): Promise<void>;
}

/** Connects, and fails where the handshake is refused. @param address of the gateway, `http://…` */
export async function openSocket(
  address: string,
  path: string,
  options: ClientOptions = {},
  protocols: readonly string[] = [],
): Promise<TestSocket> {
  const socket = new WebSocket(address.replace(/^http/, 'ws') + path, [...protocols], options);
  const messages: string[] = [];
  let taken = 0;
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    messages.push(data.toString());
    wake();
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      wake();
    }),
  );
  await once(socket, 'open');
  socket.on('error', () => undefined);
  return {
    socket,
    messages,
    async next() {
      for (;;) {
        const message = messages[taken];
        if (message !== undefined) {
          taken += 1;
          return message;
        }
        if (socket.readyState === WebSocket.CLOSED)
          throw new Error('the socket closed before a message came');
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    closed,
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** What a handshake is refused with. */
export async function refusedSocket(
  address: string,
  path: string,
  options: ClientOptions = {},
): Promise<{
  readonly status: number | undefined;
  readonly body: string;
  readonly retryAfter: string | undefined;
}> {
  const socket = new WebSocket(address.replace(/^http/, 'ws') + path, options);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      socket.terminate();
      reject(new Error('the handshake was not refused'));
    });
    socket.on('unexpected-response', (_request, response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          body: Buffer.concat(parts).toString(),
          retryAfter: response.headers['retry-after'],
        }),
      );
    });
  });
}
