import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

/** The few answers of a node that a follower of heads asks for. */
export interface StubNode {
  readonly endpoint: string;
  readonly port: number;
  /** `silent` answers nothing; `garbage` answers what is no JSON-RPC. */
  mode: 'ok' | 'silent' | 'garbage';
  genesisHash: string;
  /** Tells everybody who subscribed. */
  setHeads(best: number, finalized: number): void;
  dropConnections(): void;
  close(): Promise<void>;
}

const NAMES: Readonly<Record<string, 'newHead' | 'finalizedHead'>> = {
  chain_subscribeNewHeads: 'newHead',
  chain_subscribeFinalizedHeads: 'finalizedHead',
};

/** @param port a free one if not given */
export async function startStubNode(port = 0): Promise<StubNode> {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address() as AddressInfo;
  const heads = { newHead: 5, finalizedHead: 3 };
  const subscribers = new Map<WebSocket, Map<string, 'newHead' | 'finalizedHead'>>();
  const header = (height: number): object => ({ number: `0x${height.toString(16)}` });

  function notify(socket: WebSocket, subscription: string, name: 'newHead' | 'finalizedHead'): void {
    const params = { subscription, result: header(heads[name]) };
    socket.send(JSON.stringify({ jsonrpc: '2.0', method: `chain_${name}`, params }));
  }

  function answer(socket: WebSocket, method: string, params: readonly unknown[]): unknown {
    const name = NAMES[method];
    if (name) {
      const subscription = `${name}-${subscribers.get(socket)?.size ?? 0}`;
      subscribers.get(socket)?.set(subscription, name);
      setImmediate(() => notify(socket, subscription, name));
      return subscription;
    }
    if (method === 'chain_getBlockHash') return node.genesisHash;
    if (method === 'chain_getFinalizedHead') return '0xf1';
    return header(params.length === 0 ? heads.newHead : heads.finalizedHead);
  }

  server.on('connection', (socket) => {
    subscribers.set(socket, new Map());
    socket.on('close', () => subscribers.delete(socket));
    socket.on('message', (data: Buffer) => {
      if (node.mode === 'silent') return;
      if (node.mode === 'garbage') {
        socket.send('<html>502 Bad Gateway</html>');
        return;
      }
      const { id, method, params } = JSON.parse(data.toString()) as {
        id: number;
        method: string;
        params: unknown[];
      };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: answer(socket, method, params) }));
    });
  });

  const node: StubNode = {
    endpoint: `ws://127.0.0.1:${address.port}`,
    port: address.port,
    mode: 'ok',
    genesisHash: `0x${'ab'.repeat(32)}`,
    setHeads(best, finalized) {
      Object.assign(heads, { newHead: best, finalizedHead: finalized });
      for (const [socket, subscriptions] of subscribers) {
        for (const [subscription, name] of subscriptions) notify(socket, subscription, name);
      }
    },
    dropConnections() {
      for (const socket of server.clients) socket.terminate();
    },
    async close() {
      node.dropConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return node;
}

/** Waits until a check holds; the test's own time-out ends it. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  for (;;) {
    try {
      await check();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50)); // not yet: what it throws at the end is the time-out
    }
  }
}
