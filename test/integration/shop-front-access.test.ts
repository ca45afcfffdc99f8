/** Who may order from a catalogue, and how much: publishable keys, the pages they stand in, and limits. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { DAVE } from '../support/order-till.js';
import { openFront, type TestFront } from '../support/shop-front.js';
import { createTestKey, createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { refusedSocket } from '../support/web-socket.js';

jest.setTimeout(30_000);

const ORDER = { type: 'new order', item: 'coffee', account: ALICE };
const CREATE_KEY = `mutation ($input: CreateKeyInput!) {
  createKey(input: $input) { secret key { id kind scopes allowedOrigins } } }`;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 50 });
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  shop = await createTestMerchant(till, { accounts: [BOB] });
  await gateway.query(
    `mutation { createProduct(input: { sku: "coffee", name: "Coffee", price: "1.5" }) { sku } }`,
    {},
    shop.secretKey,
  );
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
afterEach(async () => {
  await till.updateTable('orders').set({ status: 'canceled' }).where('status', '=', 'open').execute();
});

const publishable = (): Promise<string> =>
  createTestKey(till, { merchantId: shop.merchantId, kind: 'publishable' });

interface CreatedKey {
  readonly createKey: {
    readonly secret: string;
    readonly key: { readonly id: string; readonly allowedOrigins: readonly string[] };
  };
}

function createKey(input: object, key = shop.secretKey): Promise<CreatedKey> {
  const given = { kind: 'PUBLISHABLE', name: 'Front page', ...input };
  return gateway.query<CreatedKey>(CREATE_KEY, { input: given }, key);
}

async function codeOf(input: object, key = shop.secretKey): Promise<string | undefined> {
  const { errors } = await gateway.ask(
    CREATE_KEY,
    { input: { kind: 'PUBLISHABLE', name: 'Front page', ...input } },
    '/graphql',
    key,
  );
  return errors?.[0]?.extensions.code;
}

/** What becomes of a new order on a fresh connection. */
async function outcome(key: string, origin?: string, at = gateway): Promise<unknown> {
  const front = await openFront(at, key, origin);
  front.send(ORDER);
  const { type, code } = await front.next();
  await front.close();
  return code ?? type;
}

describe('a publishable key', () => {
  it('is made with a secret key that may order, and has no scopes', async () => {
    const { createKey: made } = await createKey({});
    expect(made).toMatchObject({
      secret: expect.stringMatching(/^pk_[0-9a-f]{16}_[0-9a-f]{64}$/) as string,
      key: { kind: 'PUBLISHABLE', scopes: [], allowedOrigins: [] },
    });
    expect(await outcome(made.secret)).toBe('order');
    const keysOnly = await createTestKey(till, {
      merchantId: shop.merchantId,
      kind: 'secret',
      scopes: ['keys:write'],
    });
    expect(await codeOf({}, keysOnly)).toBe('FORBIDDEN');
    expect(await codeOf({ scopes: ['ORDERS_READ'] })).toBe('BAD_USER_INPUT');
    expect(await codeOf({ kind: 'READ', allowedOrigins: ['https://shop.example'] })).toBe('BAD_USER_INPUT');
  });

  it('opens nothing else', async () => {
    const key = await publishable();
    for (const query of [
      '{ merchant { name } }',
      '{ orders { totalCount } }',
      '{ products { nodes { sku } } }',
    ]) {
      const { errors } = await gateway.ask(query, {}, '/graphql', key);
      expect([query, errors?.[0]?.extensions.code]).toEqual([query, 'FORBIDDEN']);
    }
    const asked = await fetch(`${gateway.url}/v1/orders`, { headers: { authorization: `Bearer ${key}` } });
    expect(asked.status).toBe(403);
    expect(await refusedSocket(gateway.url, `/api/v1/ws/${key}`)).toMatchObject({ status: 403 });
  });

  it('works on the pages that it allows', async () => {
    const { createKey: made } = await createKey({
      allowedOrigins: ['https://shop.example/', 'HTTPS://Shop.example', 'http://localhost:3000'],
    });
    expect(made.key.allowedOrigins).toEqual(['https://shop.example', 'http://localhost:3000']);
    expect(await outcome(made.secret, 'https://shop.example')).toBe('order');
    expect(await outcome(made.secret, 'https://evil.example')).toBe('FORBIDDEN');
    expect(await outcome(made.secret)).toBe('FORBIDDEN');
  });

  it.each([
    ['https://shop.example/path'],
    ['shop.example'],
    ['javascript:1'],
    ['https://u:p@shop.example'],
    ['*'],
  ])('is not made for %s', async (origin) => {
    expect(await codeOf({ allowedOrigins: [origin] })).toBe('BAD_USER_INPUT');
  });

  it('stops working once it is revoked, also on an open connection', async () => {
    const { createKey: made } = await createKey({});
    const front = await openFront(gateway, made.secret);
    front.send(ORDER);
    expect(await front.next()).toMatchObject({ type: 'order' });
    await gateway.query(`mutation { revokeKey(id: "${made.key.id}") { id } }`, {}, shop.secretKey);
    front.send({ ...ORDER, account: DAVE });
    expect(await front.next()).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED' });
    await front.close();
    expect(await outcome(made.secret)).toBe('UNAUTHENTICATED');
  });
});

describe('a key that does not belong into a page', () => {
  it('is refused, and the connection closed with the reason', async () => {
    for (const [key, code, closeCode] of [
      [shop.secretKey, 'FORBIDDEN', 4403],
      [shop.readKey, 'FORBIDDEN', 4403],
      ['pk_nonsense', 'UNAUTHENTICATED', 4401],
    ] as const) {
      const front = await openFront(gateway, key);
      expect(await front.next()).toMatchObject({ type: 'error', code });
      expect(await front.closed).toMatchObject({ code: closeCode });
    }
  });
});

describe('limits', () => {
  const limited = (shopFront: object): Promise<TestGateway> =>
    openTestGateway(index.database.url, { shopFront });

  /** What each of some orders comes to, one after the other. */
  async function outcomes(front: TestFront, accounts: readonly string[]): Promise<unknown[]> {
    const codes: unknown[] = [];
    for (const account of accounts) {
      front.send({ ...ORDER, account });
      const { type, code } = await front.nextOf('order').catch(() => ({ type: 'closed', code: undefined }));
      codes.push(code ?? type);
    }
    return codes;
  }

  it('let an account have so many unpaid orders, and another its own', async () => {
    const key = await publishable();
    const front = await openFront(gateway, key);
    expect(await outcomes(front, [ALICE, ALICE, ALICE, ALICE, ALICE])).toEqual(Array(5).fill('order'));
    front.send(ORDER);
    expect(await front.nextOf('error')).toMatchObject({ code: 'TOO_MANY_UNPAID' });
    expect(await outcomes(front, [DAVE])).toEqual(['order']);
    await till
      .updateTable('orders')
      .set({ paymentCount: 1, received: '1' })
      .where('frontKey', '=', key.slice(0, 19))
      .execute();
    expect(await outcomes(front, [ALICE])).toEqual(['order']);
    await front.close();
  });

  it('hold also when many order at once', async () => {
    const key = await publishable();
    const fronts = await Promise.all(Array.from({ length: 8 }, () => openFront(gateway, key)));
    const answers = await Promise.all(
      fronts.map(async (front) => {
        front.send(ORDER);
        return (await front.next()).type;
      }),
    );
    expect(answers.filter((type) => type === 'order')).toHaveLength(5);
    await Promise.all(fronts.map((front) => front.close()));
  });

  it('let a key have so many unpaid orders, and another key its own', async () => {
    const small = await limited({ unpaidPerKey: 1 });
    const [key, second] = [await publishable(), await publishable()];
    expect(await outcome(key, undefined, small)).toBe('order');
    expect(await outcome(key, undefined, small)).toBe('TOO_MANY_UNPAID');
    expect(await outcome(second, undefined, small)).toBe('order');
    await small.close();
  });

  it('let an address order so often in a minute, whatever its key', async () => {
    const slow = await limited({ ordersPerAddress: 2 });
    const keys = [await publishable(), await publishable(), await publishable()];
    const codes: unknown[] = [];
    for (const key of keys) codes.push(await outcome(key, undefined, slow));
    expect(codes).toEqual(['order', 'order', 'RATE_LIMITED']);
    await slow.close();
  });

  it('let a key order so often in a minute', async () => {
    const slow = await limited({ ordersPerKey: 1 });
    const key = await publishable();
    expect([await outcome(key, undefined, slow), await outcome(key, undefined, slow)]).toEqual([
      'order',
      'RATE_LIMITED',
    ]);
    await slow.close();
  });

  it('let an address connect so often at once', async () => {
    const small = await limited({ perAddress: 1 });
    const front = await openFront(small, await publishable());
    expect(await refusedSocket(small.url, '/v1/ws/orders')).toMatchObject({ status: 429, retryAfter: '30' });
    await front.close();
    await small.close();
  });

  it('let a connection follow so many orders', async () => {
    const small = await limited({ following: 1 });
    const front = await openFront(small, await publishable());
    expect(await outcomes(front, [ALICE])).toEqual(['order']);
    front.send({ ...ORDER, account: DAVE });
    expect(await front.nextOf('error')).toMatchObject({ code: 'TOO_MANY_FOLLOWED' });
    await front.close();
    await small.close();
  });

  it('end a client that sends more than it waits for, or too much at once', async () => {
    const flooding = await openFront(gateway, await publishable());
    for (let i = 0; i < 200; i++) flooding.send({ type: 'follow order', token: 'pub_0' });
    expect(await flooding.closed).toMatchObject({ code: 1013 });
    const large = await openFront(gateway, await publishable());
    large.send('x'.repeat(3_000));
    expect(await large.closed).toMatchObject({ code: 1009 });
  });
});
