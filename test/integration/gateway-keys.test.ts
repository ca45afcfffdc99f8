/** Who may what: keys of every kind and in every state of failure, and what can be made with them. */
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestKey, createTestMerchant, createTestOperator, openTestTill } from '../support/till.js';
import type { TestMerchant } from '../support/till.js';
import { openDevMerchant } from '../../src/gateway/auth/dev-merchant.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE_HEX } from '../support/accounts.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let operator: string;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 50 });
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  operator = await createTestOperator(till);
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  shop = await createTestMerchant(till);
});

async function post(
  authorization: string | undefined,
  url = gateway.url,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify({ query: '{ chain { network } }' }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const MERCHANT = '{ merchant { id name keys { id kind name scopes expiresAt revokedAt lastUsedAt } } }';
const CREATE_KEY = `mutation ($input: CreateKeyInput!) {
  createKey(input: $input) { secret key { id kind name scopes merchantId expiresAt lastUsedAt } }
}`;
const REVOKE_KEY = 'mutation ($id: ID!) { revokeKey(id: $id) { id revokedAt } }';

interface Key {
  readonly id: string;
  readonly scopes: string[];
  readonly merchantId: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

async function createKey(input: object, key: string): Promise<{ secret: string; key: Key }> {
  const data = await gateway.query<{ createKey: { secret: string; key: Key } }>(CREATE_KEY, { input }, key);
  return data.createKey;
}

async function codeOf(query: string, variables: object, key: string): Promise<string | undefined> {
  const { errors } = await gateway.ask(query, { ...variables }, '/graphql', key);
  return errors?.[0]?.extensions.code;
}

/** The part of a key that is no secret. */
const idOf = (key: string): string => key.slice(0, key.lastIndexOf('_'));

describe('a key that is sent', () => {
  it('works as a bearer token, in any case of that word', async () => {
    expect(await post(`bearer  ${shop.secretKey}`)).toMatchObject({ status: 200 });
  });

  it('is asked of nobody who reads the chain', async () => {
    expect(await post(undefined)).toMatchObject({
      status: 200,
      body: { data: { chain: expect.anything() as object } },
    });
  });

  it('is refused alike whatever is wrong with it, and never passes for none', async () => {
    const expired = await createTestKey(till, {
      merchantId: shop.merchantId,
      kind: 'secret',
      expiresAt: new Date(Date.now() - 1000),
    });
    await gateway.query(REVOKE_KEY, { id: idOf(shop.readKey) }, shop.secretKey);
    const wrong = [
      `Bearer ${shop.readKey}`,
      `Bearer ${expired}`,
      `Bearer ${shop.secretKey.slice(0, -1)}${shop.secretKey.endsWith('0') ? '1' : '0'}`,
      `Bearer ${shop.secretKey.replace('sk_', 'ak_')}`,
      `Bearer sk_0123456789abcdef_${'0'.repeat(64)}`,
      `Bearer ${shop.secretKey} `.repeat(2),
      `Bearer ${'x'.repeat(5000)}`,
      'Bearer sk_dev_chaintill',
      'Bearer ',
      shop.secretKey,
      `Basic ${Buffer.from(shop.secretKey).toString('base64')}`,
      "Bearer ' or 1=1 --",
      '',
    ];
    const answers = await Promise.all(wrong.map((authorization) => post(authorization)));
    expect(answers.map(({ status }) => status)).toEqual(wrong.map(() => 401));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers[0]?.body).toEqual({
      errors: [
        { message: expect.stringContaining('key') as string, extensions: { code: 'UNAUTHENTICATED' } },
      ],
    });
    expect(answers[0]?.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is allowed across origins', async () => {
    const preflight = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-headers': 'authorization' },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it('is noted as used, at most once a minute', async () => {
    const used = async (): Promise<Date | null | undefined> =>
      (
        await till
          .selectFrom('apiKeys')
          .select('lastUsedAt')
          .where('id', '=', idOf(shop.secretKey))
          .executeTakeFirst()
      )?.lastUsedAt;
    const setUsed = (lastUsedAt: Date): Promise<unknown> =>
      till.updateTable('apiKeys').set({ lastUsedAt }).where('id', '=', idOf(shop.secretKey)).execute();
    expect(await used()).toBeNull();
    await post(`Bearer ${shop.secretKey}`);
    expect(await used()).not.toBeNull();
    const halfAMinute = new Date(Date.now() - 30_000);
    await setUsed(halfAMinute);
    await post(`Bearer ${shop.secretKey}`);
    expect(await used()).toEqual(halfAMinute);
    await setUsed(new Date(Date.now() - 90_000));
    await post(`Bearer ${shop.secretKey}`);
    expect((await used())?.getTime()).toBeGreaterThan(halfAMinute.getTime());
  });

  it('is not stored, and neither is its secret', async () => {
    const { rows } = await index.client.query<{ all: string }>(
      `select concat((select json_agg(k) from till.api_keys k), (select json_agg(a) from till.audit_log a)) as all`,
    );
    const secret = shop.secretKey.slice(shop.secretKey.lastIndexOf('_') + 1);
    expect(rows[0]?.all).toContain(idOf(shop.secretKey));
    expect(rows[0]?.all).not.toContain(secret);
  });
});

describe('createKey', () => {
  it('makes a key that works, and shows it in that answer alone', async () => {
    const made = await createKey({ kind: 'SECRET', name: '  till 2 ' }, shop.secretKey);
    expect(made.secret).toMatch(/^sk_[0-9a-f]{16}_[0-9a-f]{64}$/);
    expect(made.key).toMatchObject({ id: idOf(made.secret), name: 'till 2', merchantId: shop.merchantId });
    const { merchant } = await gateway.query<{ merchant: { keys: Key[] } }>(MERCHANT, {}, made.secret);
    expect(merchant.keys.map(({ id }) => id).sort()).toEqual(
      [shop.secretKey, shop.readKey, made.secret].map(idOf).sort(),
    );
  });

  it('gives no scope that the key which asks does not have', async () => {
    const narrow = await createKey(
      { kind: 'SECRET', name: 'narrow', scopes: ['KEYS_WRITE', 'ORDERS_READ'] },
      shop.secretKey,
    );
    const child = await createKey({ kind: 'SECRET', name: 'child' }, narrow.secret);
    expect(child.key.scopes.sort()).toEqual(['KEYS_WRITE', 'ORDERS_READ']);
    const wider = { kind: 'SECRET', name: 'wider', scopes: ['ORDERS_READ', 'ORDERS_WRITE'] };
    expect(await codeOf(CREATE_KEY, { input: wider }, narrow.secret)).toBe('FORBIDDEN');
  });

  it('makes read-only keys that can be given no scope that writes', async () => {
    const { key } = await createKey({ kind: 'READ', name: 'screen' }, shop.secretKey);
    expect(key.scopes.every((scope) => scope.endsWith('_READ'))).toBe(true);
    const writing = { kind: 'READ', name: 'screen', scopes: ['ORDERS_WRITE'] };
    expect(await codeOf(CREATE_KEY, { input: writing }, shop.secretKey)).toBe('BAD_USER_INPUT');
  });

  it('honours no scope that writes in the row of a read-only key', async () => {
    const key = await createTestKey(till, {
      merchantId: shop.merchantId,
      kind: 'read',
      scopes: ['keys:write', 'orders:read'],
    });
    expect(await codeOf(CREATE_KEY, { input: { kind: 'READ', name: 'more' } }, key)).toBe('FORBIDDEN');
  });

  it.each<[string, object]>([
    ['BAD_USER_INPUT', { kind: 'OPERATOR', name: 'root' }],
    ['INVALID_NAME', { kind: 'SECRET', name: ' ' }],
    ['INVALID_NAME', { kind: 'SECRET', name: 'a\u0000b' }],
    ['INVALID_NAME', { kind: 'SECRET', name: 'x'.repeat(101) }],
    ['BAD_USER_INPUT', { kind: 'SECRET', name: 'late', expiresAt: '2020-01-01T00:00:00Z' }],
    ['BAD_USER_INPUT', { kind: 'SECRET', name: 'none', scopes: [] }],
    ['MERCHANT_NOT_FOUND', { kind: 'SECRET', name: 'x', merchantId: "'; drop table till.api_keys; --" }],
  ])('refuses with %s, and makes nothing: %j', async (code, input) => {
    expect(await codeOf(CREATE_KEY, { input }, shop.secretKey)).toBe(code);
    const { merchant } = await gateway.query<{ merchant: { keys: Key[] } }>(MERCHANT, {}, shop.secretKey);
    expect(merchant.keys).toHaveLength(2);
  });

  it("is the operator's for every merchant, who must be named and exist", async () => {
    const made = await createKey({ merchantId: shop.merchantId, kind: 'SECRET', name: 'first' }, operator);
    expect(made.key.merchantId).toBe(shop.merchantId);
    const input = { kind: 'SECRET', name: 'first' };
    expect(await codeOf(CREATE_KEY, { input }, operator)).toBe('BAD_USER_INPUT');
    const nobody = { ...input, merchantId: '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11' };
    expect(await codeOf(CREATE_KEY, { input: nobody }, operator)).toBe('MERCHANT_NOT_FOUND');
  });

  it('makes keys that end when they were told to', async () => {
    const { secret, key } = await createKey(
      { kind: 'SECRET', name: 'short', expiresAt: '2999-01-01T00:00:00+01:00' },
      shop.secretKey,
    );
    expect(key).toMatchObject({ expiresAt: '2998-12-31T23:00:00.000Z' });
    expect((await post(`Bearer ${secret}`)).status).toBe(200);
    await till.updateTable('apiKeys').set({ expiresAt: new Date() }).where('id', '=', key.id).execute();
    expect((await post(`Bearer ${secret}`)).status).toBe(401);
  });
});

describe('revokeKey', () => {
  it('ends a key at once and for good, and says the same when asked again', async () => {
    const id = idOf(shop.readKey);
    const first = await gateway.query<{ revokeKey: Key }>(REVOKE_KEY, { id }, shop.secretKey);
    expect(first.revokeKey.revokedAt).not.toBeNull();
    expect((await post(`Bearer ${shop.readKey}`)).status).toBe(401);
    expect(await gateway.query(REVOKE_KEY, { id }, shop.secretKey)).toEqual(first);
    const log = await till
      .selectFrom('auditLog')
      .selectAll()
      .where('subjectId', '=', id)
      .orderBy('id')
      .execute();
    expect(log.map(({ action }) => action)).toEqual(['key.create', 'key.revoke']);
  });

  it('tells nobody whether another merchant has a key', async () => {
    const other = await createTestMerchant(till);
    expect(await codeOf(REVOKE_KEY, { id: idOf(shop.readKey) }, other.secretKey)).toBe('KEY_NOT_FOUND');
    expect(await codeOf(REVOKE_KEY, { id: 'rk_0123456789abcdef' }, other.secretKey)).toBe('KEY_NOT_FOUND');
    expect(await codeOf(REVOKE_KEY, { id: 'x\u0000' }, other.secretKey)).toBe('KEY_NOT_FOUND');
    expect((await post(`Bearer ${shop.readKey}`)).status).toBe(200);
  });
});

interface Merchants {
  readonly merchants: {
    readonly nodes: { id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

describe('merchants', () => {
  it('are made and listed by the operator', async () => {
    const create = `mutation ($input: CreateMerchantInput!) { createMerchant(input: $input) { id name allowsUnregistered } }`;
    const { createMerchant } = await gateway.query<{ createMerchant: { id: string } }>(
      create,
      { input: { name: 'Bakery' } },
      operator,
    );
    expect(createMerchant).toMatchObject({ name: 'Bakery', allowsUnregistered: false });

    const list = `query ($after: Cursor) {
      merchants(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
    }`;
    const ids: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { merchants }: Merchants = await gateway.query<Merchants>(list, { after }, operator);
      ids.push(...merchants.nodes.map(({ id }) => id));
      ({ hasNextPage: more, endCursor: after } = merchants.pageInfo);
    }
    const stored = await till.selectFrom('merchants').select('id').orderBy('id').execute();
    expect(ids).toEqual(stored.map(({ id }) => id));
    expect(ids).toContain(createMerchant.id);
  });
});

describe('auditLog', () => {
  const LOG = `query ($first: Int, $after: Cursor, $action: String, $subjectId: String, $merchantId: ID) {
    auditLog(first: $first, after: $after, action: $action, subjectId: $subjectId, merchantId: $merchantId) {
      nodes { actor action subjectKind subjectId merchantId before after requestId at }
      pageInfo { hasNextPage endCursor }
    }
  }`;
  interface Log {
    readonly auditLog: {
      readonly nodes: Readonly<Record<string, unknown>>[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    };
  }

  it('says who did what, with the request that did it', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.secretKey}` },
      body: JSON.stringify({ query: REVOKE_KEY, variables: { id: idOf(shop.readKey) } }),
    });
    const { auditLog } = await gateway.query<Log>(LOG, { first: 1 }, shop.secretKey);
    expect(auditLog.nodes).toEqual([
      {
        actor: idOf(shop.secretKey),
        action: 'key.revoke',
        subjectKind: 'key',
        subjectId: idOf(shop.readKey),
        merchantId: shop.merchantId,
        before: { revokedAt: null },
        after: { revokedAt: expect.any(String) as string },
        requestId: response.headers.get('x-request-id'),
        at: expect.stringMatching(/Z$/) as string,
      },
    ]);
  });

  it('is paged without a gap, newest first, and narrowed', async () => {
    const seen: unknown[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { auditLog }: Log = await gateway.query<Log>(LOG, { first: 2, after }, shop.secretKey);
      seen.push(...auditLog.nodes.map(({ action }) => action));
      ({ hasNextPage: more, endCursor: after } = auditLog.pageInfo);
    }
    expect(seen).toEqual(['key.create', 'key.create', 'merchant.create']);
    const made = await gateway.query<Log>(LOG, { action: 'merchant.create' }, shop.secretKey);
    expect(made.auditLog.nodes).toHaveLength(1);
  });

  it("shows a merchant its own lines, and the operator everybody's", async () => {
    const other = await createTestMerchant(till);
    const { auditLog } = await gateway.query<Log>(LOG, {}, other.secretKey);
    expect(new Set(auditLog.nodes.map(({ merchantId }) => merchantId))).toEqual(new Set([other.merchantId]));
    expect(await codeOf(LOG, { merchantId: shop.merchantId }, other.secretKey)).toBe('MERCHANT_NOT_FOUND');
    const all = await gateway.query<Log>(LOG, {}, operator);
    const merchants = new Set(all.auditLog.nodes.map(({ merchantId }) => merchantId));
    expect([shop.merchantId, other.merchantId].every((id) => merchants.has(id))).toBe(true);
    const one = await gateway.query<Log>(LOG, { merchantId: shop.merchantId }, operator);
    expect(new Set(one.auditLog.nodes.map(({ merchantId }) => merchantId))).toEqual(
      new Set([shop.merchantId]),
    );
  });

  it('refuses cursors of another list, and what cannot be looked for', async () => {
    expect(await codeOf(LOG, { after: 'nonsense' }, shop.secretKey)).toBe('BAD_USER_INPUT');
    expect(await codeOf(LOG, { subjectId: 'a\u0000' }, shop.secretKey)).toBe('BAD_USER_INPUT');
    const beyond = Buffer.from(JSON.stringify(['id desc', '9'.repeat(30)])).toString('base64url');
    const { auditLog } = await gateway.query<Log>(LOG, { after: beyond }, shop.secretKey);
    expect(auditLog.nodes).toHaveLength(3);
  });
});

describe('the keys of the dev merchant', () => {
  it('work where they are said to, and nowhere else, even with their rows there', async () => {
    await openDevMerchant(till, ALICE_HEX);
    await openDevMerchant(till, ALICE_HEX);
    const dev = await openTestGateway(index.database.url, { dev: true });
    try {
      const query = '{ merchant { name accounts { publicKey fromHeight } } }';
      const expected = {
        merchant: { name: 'Dev merchant', accounts: [{ publicKey: ALICE_HEX, fromHeight: 0 }] },
      };
      expect(await dev.query(query, {}, 'sk_dev_chaintill')).toEqual(expected);
      expect(await dev.query(query, {}, 'rk_dev_chaintill')).toEqual(expected);
      const { errors } = await dev.ask(
        CREATE_KEY,
        { input: { kind: 'READ', name: 'x' } },
        '/graphql',
        'rk_dev_chaintill',
      );
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(await post('Bearer sk_dev_chaintill')).toMatchObject({ status: 401 });
      expect(await post('Bearer rk_dev_chaintill')).toMatchObject({ status: 401 });
    } finally {
      await dev.close();
    }
  });
});
