/** WebSocket and HTTP POST on one port of the loopback interface. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

/** The other side of a connection. */
export interface Peer {
  /** Sends a notification; a peer on HTTP gets none. */
  readonly notify: (message: object) => void;
  /** Breaks the connection. */
  readonly break: () => void;
}

/** What serves one peer. */
export interface Session {
  /** @returns undefined to leave the request without an answer */
  answer(request: string): Promise<string | undefined>;
  closed(): void;
}

export interface Transport {
  readonly port: number;
  /** Breaks every open connection at once. */
  readonly dropConnections: () => void;
  readonly close: () => Promise<void>;
}

const LARGEST_REQUEST = 1024 * 1024;

export async function listen(serve: (peer: Peer) => Session): Promise<Transport> {
  const sockets = new Set<Socket>();
  const http = createServer((request, response) => {
    const session = serve({ notify: () => undefined, break: () => request.socket.destroy() });
    response.once('close', () => session.closed());
    void text(request)
      .then((body) => session.answer(body))
      .then((answer) => {
        if (answer !== undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
      })
      // A client that goes away in the middle of its request has nobody left to be told.
      .catch(() => request.socket.destroy());
  });
  http.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  const ws = new WebSocketServer({ server: http, maxPayload: LARGEST_REQUEST });
  ws.on('connection', (socket) => {
    const session = serve({
      notify: (message) => socket.send(JSON.stringify(message)),
      break: () => socket.terminate(),
    });
    socket.once('close', () => session.closed());
    socket.on('error', () => socket.terminate());
    socket.on('message', (data: Buffer) => {
      void session.answer(data.toString('utf8')).then((answer) => {
        if (answer !== undefined) socket.send(answer);
      });
    });
  });

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  function dropConnections(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    port: (http.address() as AddressInfo).port,
    dropConnections,
    async close() {
      ws.close();
      dropConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
