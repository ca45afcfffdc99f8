import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ResponseError, type SubscriptionManager } from '@acala-network/chopsticks-core';
import type { Logger } from 'pino';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { ChaintillError } from '../../domain/errors.js';
import type { JsonRpc } from './json-rpc.js';
import { subscriptionsOf } from './subscriptions.js';

/** Longest request, in bytes. The longest that has a use is a runtime upgrade. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
/** How many ports after the wanted one are tried. */
const PORTS_TRIED = 100;

export interface RpcServer {
  /** The port that it got. */
  readonly port: number;
  close(): void;
}

/**
 * Serves JSON-RPC over WebSocket and over HTTP POST on one port.
 * @param port 0 for any. When it is taken, the next free one unless `strictPort`.
 * @throws {ChaintillError} `PORT_TAKEN` when there is no free port, or `strictPort` and it is taken; `LISTEN_FAILED`
 * when the host or port cannot be listened on at all.
 */
export async function serveRpc(
  answer: JsonRpc,
  options: { host: string; port: number; strictPort: boolean },
  log: Logger,
): Promise<RpcServer> {
  const server = createServer((request, response) => {
    respond(answer, request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'an HTTP request failed');
      response.destroy();
    });
  });
  const port = await listen(server, options.host, options.port, options.strictPort ? 1 : PORTS_TRIED);
  const sockets = new WebSocketServer({ server, maxPayload: MAX_REQUEST_BYTES });
  sockets.on('connection', (socket) => connect(answer, socket, log));
  return {
    port,
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

function connect(answer: JsonRpc, socket: WebSocket, log: Logger): void {
  const subscriptions = subscriptionsOf((message) => send(socket, message));
  socket.on('close', () => subscriptions.cancelAll());
  socket.on('error', (error) => log.debug({ err: error }, 'a connection failed'));
  socket.on('message', (data: RawData) => {
    answer(text(data), subscriptions).then(
      (message) => {
        if (message !== undefined) send(socket, message);
      },
      (error: unknown) => log.error({ err: error }, 'a request was not answered'),
    );
  });
}

function send(socket: WebSocket, message: string): void {
  if (socket.readyState === socket.OPEN) socket.send(message);
}

function text(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}

async function respond(answer: JsonRpc, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A dev chain is for pages from anywhere, as a node with --rpc-cors=all is.
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'content-type');
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (request.method !== 'POST') {
    return void response
      .writeHead(405, { allow: 'POST, OPTIONS' })
      .end('JSON-RPC: use POST, or a WebSocket.\n');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_REQUEST_BYTES)
      return void response.writeHead(413, { connection: 'close' }).end('too long\n');
    chunks.push(chunk);
  }
  const message = await answer(Buffer.concat(chunks).toString('utf8'), noSubscriptions);
  response.writeHead(message === undefined ? 204 : 200, { 'content-type': 'application/json' }).end(message);
}

const noSubscriptions: SubscriptionManager = {
  subscribe() {
    throw new ResponseError(-32000, 'Subscriptions need a WebSocket connection');
  },
  unsubscribe: () => undefined,
};

async function listen(server: Server, host: string, wanted: number, tries: number): Promise<number> {
  for (let port = wanted; port < wanted + tries && port <= 65_535; port++) {
    try {
      return await listenOn(server, host, port);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') continue;
      const message = `cannot listen on ${host}:${port}. Choose another port or address.`;
      throw new ChaintillError('LISTEN_FAILED', message, { cause });
    }
  }
  throw new ChaintillError(
    'PORT_TAKEN',
    `port ${wanted} of ${host} is taken. Choose another port, or stop what uses it.`,
  );
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
