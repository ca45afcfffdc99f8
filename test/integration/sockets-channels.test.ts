import type { TillDatabase } from '../../src/store/till/database.js';
import { pruneMessages } from '../../src/store/till/channels.js';
import { openChannelTail } from '../../src/gateway/sockets/channel-tail.js';
import {
  createTestIndex,
  openTestGateway,
  silent,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';
import { until } from '../support/processes.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { openSocket, refusedSocket } from '../support/web-socket.js';

interface Pushed {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly sent?: boolean;
    readonly data?: string;
    readonly number?: string;
    readonly token: string;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

jest.setTimeout(30_000);

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let second: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  second = await openTestGateway(index.database.url);
  shop = await createTestMerchant(till);
  other = await createTestMerchant(till, { name: 'Another shop' });
});
afterAll(async () => {
  await Promise.all([gateway.close(), second.close()]);
  await till.destroy();
  await index.close();
});

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

async function send(path: string, init: RequestInit, at = gateway): Promise<Pushed> {
  const response = await fetch(`${at.url}/api/v1/ws/${path}`, init);
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Pushed['body'],
  };
}

/** Pushes in JSON. */
function push(name: string, data: unknown, key = shop.secretKey, at = gateway): Promise<Pushed> {
  const headers = { ...bearer(key), 'content-type': 'application/json' };
  return send(name, { method: 'POST', headers, body: JSON.stringify({ data }) }, at);
}

describe('messages of a channel', () => {
  it('reach listeners at every gateway, by name and by token, in the order in which they were pushed', async () => {
    const { token } = (await push('till-1', 'before anybody listens')).body;
    const sockets = await Promise.all([
      openSocket(gateway.url, '/api/v1/ws/till-1', { headers: bearer(shop.readKey) }),
      openSocket(second.url, '/api/v1/ws/till-1', { headers: { 'x-api-key': shop.secretKey } }),
      openSocket(gateway.url, `/api/v1/ws/${token}`),
      openSocket(second.url, `/api/v1/ws/${token}`),
    ]);
    const texts = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    for (const [i, text] of texts.entries())
      await push('till-1', text, shop.secretKey, i % 2 ? gateway : second);
    for (const socket of sockets) {
      for (const text of texts) expect(await socket.next()).toBe(text);
      await socket.close();
    }
  });

  it('all reach a listener once, and each gateway’s listeners in one order, when many push at once', async () => {
    const sockets = await Promise.all(
      [gateway, second].map(({ url }) =>
        openSocket(url, '/api/v1/ws/busy', { headers: bearer(shop.readKey) }),
      ),
    );
    const texts = Array.from({ length: 60 }, (_, i) => `${i}`);
    const pushed = await Promise.all(
      texts.map((text, i) => push('busy', text, shop.secretKey, i % 2 ? gateway : second)),
    );
    const expected = pushed
      .map(({ body }) => ({ number: Number(body.number), data: body.data }))
      .sort((a, b) => a.number - b.number)
      .map(({ data }) => data);
    expect(new Set(expected)).toEqual(new Set(texts));
    for (const socket of sockets) {
      const heard: string[] = [];
      while (heard.length < texts.length) heard.push(await socket.next());
      expect(heard).toEqual(expected);
      await socket.close();
    }
  });

  it('come to each listener from its own place on, once', async () => {
    for (let i = 1; i <= 8; i++) await push('places', `${i}`);
    const tail = openChannelTail({ till, databaseUrl: index.database.url, log: silent });
    const heard: Record<number, string[]> = { 0: [], 5: [], 8: [] };
    for (const [after, texts] of Object.entries(heard)) {
      const from = { merchantId: shop.merchantId, name: 'places', after: BigInt(after) };
      tail.follow(from, (body) => texts.push(body));
    }
    await push('places', '9');
    await until('the last one is there', () => Object.values(heard).every((texts) => texts.includes('9')));
    expect(heard).toEqual({
      0: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
      5: ['6', '7', '8', '9'],
      8: ['9'],
    });
    await tail.close();
  });

  it('are pushed as LNbits has it: data behind the question mark, or in the path', async () => {
    const socket = await openSocket(gateway.url, '/api/v1/ws/lnbits', {
      headers: bearer(shop.readKey),
    });
    const headers = { 'x-api-key': shop.secretKey };
    const posted = await send('lnbits?data=by%20query', { method: 'POST', headers });
    expect(posted).toMatchObject({ status: 200, body: { sent: true, data: 'by query', number: '1' } });
    const got = await send(`lnbits/${encodeURIComponent('in the path: 100 %')}`, { headers });
    expect(got).toMatchObject({ status: 200, body: { sent: true, data: 'in the path: 100 %', number: '2' } });
    await send('lnbits/a/b', { headers });
    expect([await socket.next(), await socket.next(), await socket.next()]).toEqual([
      'by query',
      'in the path: 100 %',
      'a/b',
    ]);
    await socket.close();
  });

  it('have up to 64 KiB, of any text', async () => {
    const socket = await openSocket(gateway.url, '/api/v1/ws/large', {
      headers: bearer(shop.readKey),
    });
    const largest = '"€'.repeat(16 * 1024);
    expect(await push('large', largest)).toMatchObject({ status: 200 });
    expect(await socket.next()).toBe(largest);
    expect(await push('large', `${largest}x`)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('64 KiB') as string } },
    });
    await socket.close();
  });

  it('are dropped an hour after they came, and numbers go on', async () => {
    await push('old', 'first');
    await push('old', 'second');
    await index.client.query(
      `update till.channel_messages m set created_at = now() - interval '61 minutes'
       from till.channels c where c.id = m.channel_id and c.name = 'old'`,
    );
    expect(await pruneMessages(till, 1)).toBe(1);
    expect(await pruneMessages(till, 10)).toBe(1);
    expect(await pruneMessages(till, 10)).toBe(0);
    expect(await push('old', 'third')).toMatchObject({ body: { number: '3' } });
  });
});

describe('who may listen and push', () => {
  it('hears nothing of another merchant’s channel of the same name', async () => {
    const ours = await openSocket(gateway.url, '/api/v1/ws/door', { headers: bearer(shop.readKey) });
    const theirs = await openSocket(gateway.url, '/api/v1/ws/door');
    theirs.socket.send(JSON.stringify({ key: other.readKey }));
    expect(await theirs.next()).toBe('{"listening":true}');
    const { token } = (await push('door', 'ours')).body;
    expect((await push('door', 'theirs', other.secretKey)).body.token).not.toBe(token);
    expect(await ours.next()).toBe('ours');
    expect(await theirs.next()).toBe('theirs');
    await push('door', 'ours again');
    expect(await ours.next()).toBe('ours again');
    expect(theirs.messages).toHaveLength(2);
    await Promise.all([ours.close(), theirs.close()]);
  });

  it('needs a key of the merchant’s that may write, to push', async () => {
    const anonymous = await send('door?data=x', { method: 'POST' });
    expect(anonymous).toMatchObject({ status: 401, body: { error: { code: 'UNAUTHENTICATED' } } });
    expect(await send('door/x', {})).toMatchObject({ status: 401 });
    expect(await push('door', 'x', shop.readKey)).toMatchObject({ status: 403 });
    expect(await push('door', 'x', 'sk_nonsense')).toMatchObject({ status: 401 });
    const lnbits = await send('door/x', { headers: { 'x-api-key': 'sk_nonsense' } });
    expect(lnbits).toMatchObject({ status: 401 });
  });

  it('is told by a token that is not guessed, and not by a name alone', async () => {
    const { token } = (await push('door', 'x')).body;
    expect(token).toMatch(/^ch_[0-9a-f]{32}$/);
    const wrong = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    expect(await refusedSocket(gateway.url, `/api/v1/ws/${wrong}`)).toMatchObject({ status: 404 });
    const nameless = await openSocket(gateway.url, '/api/v1/ws/door');
    await push('door', 'for those with a key');
    nameless.socket.send('please');
    expect(await nameless.closed).toMatchObject({ code: 4400 });
    expect(nameless.messages).toEqual([]);
  });

  it.each([
    ['a name with a slash', 'a%2Fb'],
    ['a name that is too long', 'a'.repeat(65)],
    ['a name that begins as a token does', `ch_${'a'.repeat(32)}`],
    ['a name that begins as a key does', 'sk_door'],
  ])('cannot push to %s', async (_what, name) => {
    expect(await push(name, 'x')).toMatchObject({ status: 400 });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a number', 7],
    ['U+0000', 'a\0b'],
    ['half of a pair', 'a\ud800b'],
  ])('cannot push %s', async (_what, data) => {
    expect(await push('door', data)).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_USER_INPUT' } },
    });
  });

  it('may push 200 messages a minute with one key, and hears when to go on', async () => {
    const { secretKey } = await createTestMerchant(till, { name: 'A busy shop' });
    const answers: Pushed[] = [];
    // What a minute allows comes back bit by bit while this runs.
    while (answers.every(({ status }) => status === 200)) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => push('flood', 'x', secretKey)))));
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused[0]).toMatchObject({
      status: 429,
      retryAfter: '1',
      body: { error: { code: 'RATE_LIMITED' } },
    });
    expect(await push('flood', 'x')).toMatchObject({ status: 200 });
  });
});
