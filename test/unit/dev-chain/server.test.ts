import { once } from 'node:events';
import { createServer } from 'node:net';
import { ResponseError, type Handlers } from '@acala-network/chopsticks-core';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { jsonRpc } from '../../../src/chain/dev/json-rpc.js';
import { serveRpc, type RpcServer } from '../../../src/chain/dev/server.js';

const log = pino({ level: 'silent' });
const host = '127.0.0.1';

let publish: (value: number) => void = () => undefined;
const cancelled = jest.fn();
const handlers: Handlers = {
  echo: (_context, params: unknown[]) => Promise.resolve(params),
  nothing: () => Promise.resolve(undefined),
  refuse: () => Promise.reject(new ResponseError(1010, 'Invalid Transaction: Stale')),
  fail: () => Promise.reject(new Error('the runtime failed')),
  watch: (_context, [id]: [string], { subscribe }) => {
    publish = subscribe('changed', id, cancelled);
    return Promise.resolve(id);
  },
  unwatch: (_context, [id]: [string], { unsubscribe }) => {
    unsubscribe(id);
    return Promise.resolve(true);
  },
};
const answer = jsonRpc(handlers, { chain: {} as never }, log);
const call = (method: unknown, params?: unknown, id: unknown = 1) => ({ jsonrpc: '2.0', id, method, params });

let server: RpcServer;
beforeAll(async () => {
  server = await serveRpc(answer, { host, port: 0, strictPort: false }, log);
});
afterAll(() => server.close());
beforeEach(() => cancelled.mockReset());

async function post(body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`http://${host}:${server.port}`, { method: 'POST', body });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

async function connect(): Promise<{
  socket: WebSocket;
  ask: (message: unknown) => Promise<unknown>;
  next: () => Promise<unknown>;
}> {
  const socket = new WebSocket(`ws://${host}:${server.port}`);
  await once(socket, 'open');
  const next = async (): Promise<unknown> => {
    const [data] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(data.toString());
  };
  const ask = (message: unknown): Promise<unknown> => {
    const reply = next();
    socket.send(JSON.stringify(message));
    return reply;
  };
  return { socket, ask, next };
}

describe('JSON-RPC of the dev chain', () => {
  const echoed = { jsonrpc: '2.0', id: 1, result: ['x'] };

  it('answers over HTTP and over WebSocket alike', async () => {
    expect((await post(JSON.stringify(call('echo', ['x'])))).body).toEqual(echoed);
    const { socket, ask } = await connect();
    expect(await ask(call('echo', ['x']))).toEqual(echoed);
    socket.terminate();
  });

  it.each([
    ['what is not JSON', '{', { id: null, error: { code: -32700, message: 'this is not JSON' } }],
    ['what is no request', '{"id":1}', { id: null, error: { code: -32600 } }],
    ['an empty batch', '[]', { id: null, error: { code: -32600 } }],
    ['parameters that are no list', JSON.stringify(call('echo', 'x')), { id: null, error: { code: -32600 } }],
    ['an unknown method', JSON.stringify(call('no_such')), { id: 1, error: { code: -32601 } }],
    ['a name that every object has', JSON.stringify(call('constructor')), { id: 1, error: { code: -32601 } }],
    [
      'a refused call',
      JSON.stringify(call('refuse')),
      { id: 1, error: { code: 1010, message: 'Invalid Transaction: Stale' } },
    ],
    [
      'a failed call',
      JSON.stringify(call('fail')),
      { id: 1, error: { code: -32603, message: 'the runtime failed' } },
    ],
    ['a call without a result', JSON.stringify(call('nothing')), { id: 1, result: null }],
    ['a subscription over HTTP', JSON.stringify(call('watch', ['s'])), { id: 1, error: { code: -32000 } }],
  ])('answers %s', async (_, text, expected) => {
    expect((await post(text)).body).toMatchObject({ jsonrpc: '2.0', ...expected });
  });

  it('answers each call of a batch, and none that wants no answer', async () => {
    const notification = { jsonrpc: '2.0', method: 'echo', params: [] };
    const { body } = await post(
      JSON.stringify([call('echo', [], 'a'), notification, call('no_such', [], 0)]),
    );
    expect(body).toMatchObject([
      { id: 'a', result: [] },
      { id: 0, error: { code: -32601 } },
    ]);
    expect(await post(JSON.stringify([notification]))).toEqual({ status: 204, body: null });
  });

  it('takes nothing but POST', async () => {
    expect((await fetch(`http://${host}:${server.port}`)).status).toBe(405);
  });

  it('refuses a body beyond 16 MiB', async () => {
    const long = post(' '.repeat(16 * 1024 * 1024 + 1)).catch(() => ({ status: 413, body: null }));
    expect((await long).status).toBe(413);
    expect((await post(JSON.stringify(call('echo', ['x'])))).body).toEqual(echoed);
  });
});

describe('subscriptions', () => {
  it('notify until they are cancelled', async () => {
    const { socket, ask, next } = await connect();
    await ask(call('watch', ['one']));
    const notified = next();
    publish(7);
    expect(await notified).toEqual({
      jsonrpc: '2.0',
      method: 'changed',
      params: { subscription: 'one', result: 7 },
    });
    await ask(call('unwatch', ['one']));
    expect(cancelled).toHaveBeenCalledTimes(1);
    publish(8);
    // The answer to the next call is the next message: nothing came in between.
    expect(await ask(call('echo', ['after']))).toMatchObject({ result: ['after'] });
    socket.terminate();
  });

  it('end with their connection', async () => {
    const { socket, ask } = await connect();
    await ask(call('watch', ['two']));
    const done = new Promise<void>((resolve) => cancelled.mockImplementation(() => resolve()));
    socket.terminate();
    await done;
    expect(() => publish(9)).not.toThrow();
  });
});

describe('port of the dev chain', () => {
  async function occupied<T>(test: (port: number) => Promise<T>): Promise<T> {
    const other = createServer().listen(0, host);
    await once(other, 'listening');
    try {
      return await test((other.address() as { port: number }).port);
    } finally {
      other.close();
    }
  }

  it('is the next free one when the wanted one is taken', () =>
    occupied(async (port) => {
      const next = await serveRpc(answer, { host, port, strictPort: false }, log);
      expect(next.port).toBeGreaterThan(port);
      expect((await fetch(`http://${host}:${next.port}`, { method: 'POST', body: '[]' })).status).toBe(200);
      next.close();
    }));

  it('is an error when it is taken and no other will do', () =>
    occupied(async (port) => {
      const refused = serveRpc(answer, { host, port, strictPort: true }, log);
      await expect(refused).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringContaining(String(port)) as string,
      });
    }));

  it('cannot be of an address that is not this machine’s', async () => {
    const refused = serveRpc(answer, { host: '192.0.2.1', port: 0, strictPort: false }, log);
    await expect(refused).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});
