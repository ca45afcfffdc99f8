/** How often sockets may be opened, how many at once, and whose they are. */
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openSocket, refusedSocket } from '../support/web-socket.js';
import { openTestTill } from '../support/till.js';

const PROTOCOLS = ['graphql-transport-ws'];
const PATHS = ['/graphql', '/v1/ws/orders', '/api/v1/ws'];

let index: TestIndex;

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
});
afterAll(() => index.close());

/** A client behind a proxy. */
const from = (address: string): object => ({ headers: { 'x-forwarded-for': address } });

async function openAt(gateway: TestGateway, path: string, address: string): Promise<() => Promise<void>> {
  const socket = await openSocket(gateway.url, path, from(address), path === '/graphql' ? PROTOCOLS : []);
  return () => socket.close();
}

describe('sockets', () => {
  it('of all kinds are opened so often from one address', async () => {
    const gateway = await openTestGateway(index.database.url, {
      limits: { perAddress: 30, trustedProxies: ['127.0.0.1'] },
    });
    const closes: (() => Promise<void>)[] = [];
    for (const path of PATHS) closes.push(await openAt(gateway, path, '203.0.113.7'));
    for (const path of [...PATHS, '/no/such/thing']) {
      const { status, body, retryAfter } = await refusedSocket(gateway.url, path, from('203.0.113.7'));
      expect(status).toBe(429);
      expect((JSON.parse(body) as { readonly message: string }).message).toMatch(/again in \d+ s$/);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    closes.push(await openAt(gateway, '/graphql', '203.0.113.8'));
    for (const close of closes) await close();
    await gateway.close();
  });

  it('count for who opens them, and not for who they say they are', async () => {
    const gateway = await openTestGateway(index.database.url, { limits: { perAddress: 10 } });
    const close = await openAt(gateway, '/v1/ws/orders', '203.0.113.7');
    expect(await refusedSocket(gateway.url, '/v1/ws/orders', from('203.0.113.8'))).toMatchObject({
      status: 429,
    });
    await close();
    await gateway.close();
  });

  it.each(['/v1/ws/orders', '/api/v1/ws'])('of one address at %s are as many as are set', async (path) => {
    const gateway = await openTestGateway(index.database.url, {
      limits: { connections: 1, trustedProxies: ['127.0.0.1'] },
    });
    const first = await openAt(gateway, path, '2001:db8:1:2::1');
    expect(await refusedSocket(gateway.url, path, from('2001:db8:1:2::2'))).toMatchObject({ status: 429 });
    const second = await openAt(gateway, path, '2001:db8:1:3::1');
    await first();
    await second();
    await gateway.close();
  });

  it('begin so many subscriptions, whoever has no key', async () => {
    const gateway = await openTestGateway(index.database.url, { limits: { perAddress: 10 } });
    const client = await openSocket(gateway.url, '/graphql', {}, PROTOCOLS);
    const { socket } = client;
    socket.send(JSON.stringify({ type: 'connection_init' }));
    expect(JSON.parse(await client.next())).toMatchObject({ type: 'connection_ack' });
    const payload = { query: `subscription { publicOrder(token: "pub_x") { status } }` };
    for (const id of ['a', 'b']) socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
    const heard: Record<string, string> = {};
    while (!heard['a'] || !heard['b']) {
      const text = await client.next();
      const { id } = JSON.parse(text) as { readonly id: string };
      heard[id] ??= text;
    }
    expect(heard['a']).not.toContain('RATE_LIMITED');
    expect(heard['b']).toContain('RATE_LIMITED');
    await client.close();
    await gateway.close();
  });

  it('for subscriptions, together with streams, as well', async () => {
    const gateway = await openTestGateway(index.database.url, {
      limits: { connections: 1, trustedProxies: ['127.0.0.1'] },
    });
    const init = JSON.stringify({ type: 'connection_init' });
    const first = await openSocket(gateway.url, '/graphql', from('203.0.113.7'), PROTOCOLS);
    first.socket.send(init);
    expect(JSON.parse(await first.next())).toMatchObject({ type: 'connection_ack' });
    const second = await openSocket(gateway.url, '/graphql', from('203.0.113.7'), PROTOCOLS);
    second.socket.send(init);
    expect(await second.closed).toEqual({ code: 1013, reason: 'TOO_MANY_CONNECTIONS' });
    const stream = await fetch(`${gateway.url}/graphql/stream`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.7' },
      body: JSON.stringify({ query: 'subscription { publicOrder(token: "x") { status } }' }),
    });
    expect(stream.status).toBe(429);
    await first.close();
    await gateway.close();
  });
});
