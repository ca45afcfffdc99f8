/** A shop's server that takes webhooks in its own way, and keeps what it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** `dripping`: its answer comes a byte at a time, and never in time. */
export type Manner = 'taking' | 'failing' | 'hanging' | 'resetting' | 'dripping';

export interface Receipt {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it was answered with success, in full. */
  readonly taken: boolean;
}

export interface Receiver {
  readonly url: string;
  /** In the order of their answers. */
  readonly receipts: readonly Receipt[];
  close(): Promise<void>;
}

/** @param manner how it answers the next request, by how often it did not take that event before */
export async function startReceiver(manner: (refused: number) => Manner): Promise<Receiver> {
  const receipts: Receipt[] = [];
  const refusals = new Map<string, number>();
  const server = createServer((request, response) => {
    void take(request, response);
  });

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // whoever sent it was killed meanwhile
    }
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const receipt = {
      id: headers['webhook-id'] ?? '',
      body: Buffer.concat(chunks).toString('utf8'),
      headers,
    };
    const refused = refusals.get(receipt.id) ?? 0;
    const how = manner(refused);
    const taken = how === 'taking';
    receipts.push({ ...receipt, taken });
    if (!taken) refusals.set(receipt.id, refused + 1);
    switch (how) {
      case 'taking':
        response.end('{"ok":true}');
        break;
      case 'failing':
        response.writeHead(500).end('out of order');
        break;
      case 'resetting':
        request.socket.resetAndDestroy();
        break;
      case 'hanging':
        break;
      case 'dripping':
        await drip(request);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    receipts,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function drip({ socket }: IncomingMessage): Promise<void> {
  for (const byte of `HTTP/1.1 200 OK\r\nx-slow: ${'z'.repeat(1_000)}`) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(200);
  }
}
