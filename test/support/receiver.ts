import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { listen, type Listening } from './tcp-server.js';

export interface Received {
  readonly url: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The address of this machine that was connected to. */
  readonly address: string | undefined;
}

/** A shop's server for webhooks, on loopback. */
export interface Receiver extends Listening {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it does from now on; at first it answers 200. */
  answer: (response: ServerResponse, request: Received) => void;
}

/** @param host `0.0.0.0` for every address of this machine */
export async function startReceiver(host = '127.0.0.1'): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', method = '', headers, socket } = request;
      const entry = { url, method, headers, body: Buffer.concat(chunks), address: socket.localAddress };
      received.push(entry);
      receiver.answer(response, entry);
    });
  });
  const listening = await listen(server, host);
  const receiver: Receiver = {
    ...listening,
    url: `http://127.0.0.1:${listening.port}`,
    received,
    answer: (response) => response.end(),
  };
  return receiver;
}
