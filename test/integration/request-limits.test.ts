/** How much anybody may ask over HTTP, in each way of saying that it was too much. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { DEFAULT_PER_ADDRESS, DEFAULT_PER_KEY } from '../../src/gateway/limits/rates.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { ALICE } from '../support/accounts.js';
import { createTestMerchant, insertTestOrder, openTestTill, type TestMerchant } from '../support/till.js';

/** Then 25 may read in a minute, 5 ask GraphQL, 2 ask the node, open a stream or ask for health, and 1 submit. */
const FEW = { perAddress: 25, perKey: 4, trustedProxies: ['127.0.0.1'] };
const TOKEN = `pub_${'0'.repeat(32)}`;
const ORDER = `/v1/public/orders/${TOKEN}`;
const CODE = 'RATE_LIMITED';
const MESSAGE = expect.stringMatching(/send this again in \d+ s$/) as string;

let index: TestIndex;
let till: TillDatabase;
let shop: TestMerchant;
let gateway: TestGateway;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 50 });
  till = await openTestTill(index.database.url);
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  await insertTestOrder(till, { merchantId: shop.merchantId, owner: ALICE, publicToken: TOKEN });
  gateway = await openTestGateway(index.database.url, { limits: FEW });
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

let clients = 0;
/** An address that nothing came from yet. */
const newClient = (): string => `198.51.${100 + (++clients >> 8)}.${clients & 255}`;

interface Sent {
  readonly from?: string;
  readonly at?: TestGateway;
  readonly key?: string;
  readonly body?: object;
}

function send(path: string, { from = newClient(), at = gateway, key, body }: Sent = {}): Promise<Response> {
  return fetch(at.url + path, {
    method: body ? 'POST' : 'GET',
    headers: {
      'x-forwarded-for': from,
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

/** Sends the same so often that it is refused at the last time. @returns that answer */
async function refusedAfter(allowed: number, path: string, sent: Sent = {}): Promise<Response> {
  const from = sent.from ?? newClient();
  for (let i = 0; i < allowed; i++) {
    const { status, body } = await send(path, { ...sent, from });
    await body?.cancel();
    expect(status).not.toBe(429);
  }
  const last = await send(path, { ...sent, from });
  expect(last.status).toBe(429);
  return last;
}

describe('whoever asks too often', () => {
  it('is told by REST when to ask again', async () => {
    const answer = await refusedAfter(2, `${ORDER}/accounts`, { body: { accounts: [ALICE] } });
    expect(await answer.json()).toEqual({
      error: { code: CODE, message: MESSAGE, requestId: expect.any(String) as string },
    });
    const { headers } = answer;
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    expect(headers.get('retry-after')).toBe(headers.get('ratelimit-reset'));
    expect([headers.get('ratelimit-limit'), headers.get('ratelimit-remaining')]).toEqual(['2', '0']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('is told by GraphQL', async () => {
    const answer = await refusedAfter(5, '/graphql', { body: { query: '{ __typename }' } });
    expect(await answer.json()).toEqual({ errors: [{ message: MESSAGE, extensions: { code: CODE } }] });
  });

  it.each([
    [25, '/v1/verify-purchase?orderId=1&price=1', undefined],
    [2, '/v1/healthcheck', undefined],
    [1, '/v1/create-purchase', { orderId: '1' }],
  ])('is told on the routes of Liberland’s middleware, after %i of %s', async (allowed, path, body) => {
    const answer = await refusedAfter(allowed, path, body && { body });
    expect(await answer.json()).toEqual({ error: MESSAGE });
  });

  it.each([`/pay/${TOKEN}`, '/home/wallet/gateway/1?price=1'])(
    'sees a page that asks again by itself, at %s',
    async (path) => {
      const answer = await refusedAfter(25, path);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      expect(await answer.text()).toContain('&quot;problem&quot;:&quot;unavailable&quot;');
    },
  );

  it('is told all the same that the gateway answers: what is told otherwise ends it', async () => {
    const from = newClient();
    for (let i = 0; i < 30; i++) expect((await send('/live', { from })).status).toBe(200);
    expect((await send('/live', { from })).headers.get('ratelimit-limit')).toBeNull();
  });

  it('cannot submit, open streams, ask for other routes or for none', async () => {
    await refusedAfter(1, `${ORDER}/extrinsic/submit`, { body: {} });
    await refusedAfter(2, `${ORDER}/events`);
    await refusedAfter(2, '/graphql/stream', { body: { query: 'subscription { events { id } }' } });
    await refusedAfter(25, `/api/orders/${TOKEN}/status`);
    await refusedAfter(25, '/no/such/thing');
  });

  it('may ask again a minute later', async () => {
    const from = newClient();
    const sent = { from, body: {} };
    await refusedAfter(1, `${ORDER}/extrinsic/submit`, sent);
    const now = performance.now();
    jest.spyOn(performance, 'now').mockImplementation(() => now + 61_000);
    expect((await send(`${ORDER}/extrinsic/submit`, sent)).status).toBe(400);
  });
});

describe('nobody is kept from asking', () => {
  it('while others ask too often, or for something else', async () => {
    const from = newClient();
    await refusedAfter(25, ORDER, { from });
    expect((await send(ORDER)).status).toBe(200);
    const { status } = await send('/graphql', { from, body: { query: '{ __typename }' } });
    expect(status).toBe(200);
  });

  it('for the files of pages', async () => {
    const from = newClient();
    for (let i = 0; i < 30; i++) {
      const { status, headers } = await send('/web/none.js', { from });
      expect([status, headers.get('ratelimit-limit')]).toEqual([404, null]);
    }
  });

  it('by the limits that hold unless others are set: fifty buyers behind one address, whose pages ask all the time', async () => {
    const limits = { perAddress: DEFAULT_PER_ADDRESS, perKey: DEFAULT_PER_KEY };
    const usual = await openTestGateway(index.database.url, { limits });
    const statuses = new Set<number>();
    for (let buyer = 0; buyer < 50; buyer++) {
      const paths = [`/pay/x`, ...Array<string>(20).fill('/v1/public/orders/x')];
      for (const { status } of await Promise.all(paths.map((path) => send(path, { at: usual })))) {
        statuses.add(status);
      }
    }
    expect([...statuses]).toEqual([404]);
    await usual.close();
  });

  it('where there are no limits', async () => {
    const open = await openTestGateway(index.database.url);
    for (let i = 0; i < 30; i++) expect((await send(ORDER, { at: open })).status).toBe(200);
    expect((await send(ORDER, { at: open })).headers.get('ratelimit-limit')).toBeNull();
    await open.close();
  });
});

describe('a key', () => {
  it('has a limit of its own, whatever it asks', async () => {
    const sent = { key: shop.readKey };
    for (const path of ['/v1/orders', '/v1/events', '/v1/orders', '/v1/events']) {
      expect((await send(path, sent)).status).toBe(200);
    }
    const refused = await send('/v1/orders', sent);
    expect(refused.status).toBe(429);
    const { error } = (await refused.json()) as { readonly error: { readonly message: string } };
    expect(error.message).toContain('with this key');
    expect((await send('/v1/orders', { key: shop.secretKey })).status).toBe(200);
  });

  it('that does not work is looked up so often only', async () => {
    const sent = { from: newClient(), key: `sk_${'0'.repeat(16)}_${'0'.repeat(64)}` };
    for (let i = 0; i < 4; i++) expect((await send('/v1/orders', sent)).status).toBe(401);
    expect((await send('/v1/orders', sent)).status).toBe(429);
    expect((await send(ORDER, { from: sent.from })).status).toBe(200);
  });
});

describe('a client is known', () => {
  it('by the address that a trusted proxy gives, IPv6 by its network', async () => {
    await refusedAfter(25, ORDER, { from: '2001:db8:1:2::1' });
    expect((await send(ORDER, { from: '2001:db8:1:2:ffff::2' })).status).toBe(429);
    expect((await send(ORDER, { from: '2001:db8:1:3::1' })).status).toBe(200);
  });

  it('and not by what it says of itself', async () => {
    const direct = await openTestGateway(index.database.url, { limits: { ...FEW, trustedProxies: [] } });
    // One was asked for the gateway's description, when it was opened.
    for (let i = 0; i < 24; i++) expect((await send(ORDER, { at: direct })).status).toBe(200);
    expect((await send(ORDER, { at: direct })).status).toBe(429);
    await direct.close();
  });
});
