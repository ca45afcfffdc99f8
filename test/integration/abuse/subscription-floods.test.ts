/** How many subscriptions one socket, one key and one address may have, and how often they may begin: all is told in words. */
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../../support/gateway.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../../support/till.js';
import { openSocket, type TestSocket } from '../../support/web-socket.js';
import type { TillDatabase } from '../../../src/store/till/database.js';

const PROTOCOLS = ['graphql-transport-ws'];
const EVENTS = { query: 'subscription { events { id } }' };

let index: TestIndex;
let till: TillDatabase;
let shop: TestMerchant;
let other: TestMerchant;
let gateway: TestGateway | undefined;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till);
  other = await createTestMerchant(till);
});
afterEach(() => gateway?.close());
afterAll(async () => {
  await till.destroy();
  await index.close();
});

/** Says what the client is, and waits for the answer, or for the end. */
async function greet(key: string | null): Promise<TestSocket> {
  const socket = await openSocket(gateway?.url ?? '', '/graphql', {}, PROTOCOLS);
  const payload = key === null ? {} : { authorization: `Bearer ${key}` };
  socket.socket.send(JSON.stringify({ type: 'connection_init', payload }));
  return socket;
}

async function admitted(key: string | null): Promise<TestSocket> {
  const socket = await greet(key);
  expect(JSON.parse(await socket.next())).toMatchObject({ type: 'connection_ack' });
  return socket;
}

/** The first refusal that comes, whichever subscription it is of. */
async function refusal(socket: TestSocket): Promise<string> {
  for (;;) {
    const message = await socket.next();
    if ((JSON.parse(message) as { type: string }).type === 'error') return message;
  }
}

function subscribe({ socket }: TestSocket, count: number): void {
  for (let i = 0; i < count; i++)
    socket.send(JSON.stringify({ id: `s${i}`, type: 'subscribe', payload: EVENTS }));
}

it('of one socket are as many as it may have, and what comes after is refused', async () => {
  gateway = await openTestGateway(index.database.url, { live: { subscriptions: 3 } });
  const client = await admitted(shop.readKey);
  subscribe(client, 50);
  const told = await refusal(client);
  expect(told).toContain('TOO_MANY_SUBSCRIPTIONS');
  expect(told).toContain('at most 3 subscriptions can run on one socket: open another');
  await client.close();
});

it('of one key have so many sockets, and other keys their own', async () => {
  gateway = await openTestGateway(index.database.url, { live: { connections: 2 } });
  const open = [await admitted(shop.readKey), await admitted(shop.readKey)];
  for (let i = 0; i < 10; i++) {
    expect(await (await greet(shop.readKey)).closed).toEqual({ code: 1013, reason: 'TOO_MANY_CONNECTIONS' });
  }
  open.push(await admitted(other.readKey), await admitted(null));
  const stream = await fetch(`${gateway.url}/graphql/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.readKey}` },
    body: JSON.stringify(EVENTS),
  });
  expect(stream.status).toBe(429);
  expect(await stream.text()).toContain('close one, or follow more with each');
  for (const socket of open) await socket.close();
});

it('with one key begin so often, from whichever socket, and are told when to come back', async () => {
  gateway = await openTestGateway(index.database.url, { limits: { perKey: 5 } });
  const sockets = [await admitted(shop.readKey), await admitted(shop.readKey)];
  for (const socket of sockets) subscribe(socket, 6);
  for (const socket of sockets) {
    const told = await refusal(socket);
    expect(told).toContain('RATE_LIMITED');
    expect(told).toMatch(/begin this one again in \d+ s/);
  }
  const quiet = await admitted(other.readKey);
  subscribe(quiet, 1);
  quiet.socket.send(JSON.stringify({ type: 'ping' }));
  expect(JSON.parse(await quiet.next())).toMatchObject({ type: 'pong' });
  for (const socket of [...sockets, quiet]) await socket.close();
});

it('without a key begin so often from one address, while requests from it are answered', async () => {
  gateway = await openTestGateway(index.database.url, { limits: { perAddress: 100 } });
  const client = await admitted(null);
  subscribe(client, 200);
  const heard = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const [, code] = /"code":"(\w+)"/.exec(await client.next()) ?? [];
    if (code !== undefined) heard.add(code);
    if (heard.has('RATE_LIMITED')) break;
  }
  expect([...heard]).toContain('RATE_LIMITED');
  expect((await gateway.ask('{ chain { title } }')).errors).toBeUndefined();
  await client.close();
});
