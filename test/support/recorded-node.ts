/** A node that answers from a recorded runtime and from the storage that a test gives it. */
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Hex } from '../../src/domain/hex.js';
import { loadRuntime, type RuntimeName } from '../fixture-chain/build/runtime.js';
import { GENESIS } from './chain-view.js';

export interface RecordedNode {
  /** `ws://127.0.0.1:port` */
  readonly endpoint: string;
  /** Of its one block. */
  readonly storage: Map<Hex, Hex>;
  close(): Promise<void>;
}

export async function startRecordedNode(name: RuntimeName): Promise<RecordedNode> {
  const runtime = loadRuntime(name);
  const storage = new Map<Hex, Hex>();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));

  function answer(method: string, params: readonly unknown[]): unknown {
    switch (method) {
      case 'chain_getFinalizedHead':
        return `0x${'f1'.repeat(32)}`;
      case 'chain_getBlockHash':
        return GENESIS;
      case 'state_getRuntimeVersion':
        return runtime.version;
      case 'state_getMetadata':
        return runtime.metadata;
      default:
        return [{ changes: (params[0] as Hex[]).map((key) => [key, storage.get(key) ?? null]) }];
    }
  }

  server.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      const { id, method, params } = JSON.parse(data.toString()) as {
        id: number;
        method: string;
        params: unknown[];
      };
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) }));
    }),
  );
  return {
    endpoint: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    storage,
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
