/** Endpoints as merchants make, change, list and delete them, by REST and GraphQL, and what the operator alone can do. */
import { verify } from 'node:crypto';
import { secretContext } from '../../src/store/till/endpoint-secrets.js';
import { createSealer } from '../../src/store/till/sealing.js';
import { openTestGateway, TEST_SECRET_KEY, type TestGateway } from '../support/gateway.js';
import { openOrderTill, type OrderTill } from '../support/order-till.js';
import { createTestMerchant, createTestOperator, type TestMerchant } from '../support/till.js';
import { appendTestEvent, askRest, type WebhookAnswer } from '../support/webhooks.js';

let orders: OrderTill;
let live: TestGateway;
let shop: TestMerchant;
let operator: string;

beforeAll(async () => {
  orders = await openOrderTill();
  live = orders.liveGateway;
  operator = await createTestOperator(orders.till);
}, 60_000);
afterAll(() => orders.close());
beforeEach(async () => {
  shop = await createTestMerchant(orders.till);
});

const URL_ = 'https://shop.example/hook?token=abc';
const ask = (method: string, path: string, body?: unknown, key = shop.secretKey): Promise<WebhookAnswer> =>
  askRest(live, method, path, key, body);

async function make(body: object = {}): Promise<{ id: string; secret: string }> {
  const answer = await ask('POST', '/v1/endpoints', { url: URL_, ...body });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  const { endpoint, secret } = answer.body as unknown as { endpoint: { id: string }; secret: string };
  return { id: endpoint.id, secret };
}

/** The secrets that sign for an owner now, the current one first. */
async function secretsOf(endpointId: string | null): Promise<string[]> {
  const sealer = createSealer(TEST_SECRET_KEY);
  const rows = await orders.till
    .selectFrom('endpointSecrets')
    .selectAll()
    .where('merchantId', '=', shop.merchantId)
    .where('endpointId', 'is not distinct from', endpointId)
    .execute();
  const inForce = rows.filter(({ expiresAt }) => expiresAt === null || expiresAt > new Date());
  return inForce
    .toSorted((a, b) => Number(a.expiresAt !== null) - Number(b.expiresAt !== null))
    .map(({ id, sealed }) => `whsec_${sealer.open(sealed, secretContext(id)).toString('base64')}`);
}

describe('a new endpoint', () => {
  it('answers once with its secret, which is stored encrypted', async () => {
    const { status, body } = await ask('POST', '/v1/endpoints', {
      url: URL_,
      types: ['order.settled', 'order.expired'],
      description: 'My shop',
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/) as string,
      endpoint: {
        id: expect.any(String) as string,
        kind: 'MERCHANT',
        url: URL_,
        types: ['order.settled', 'order.expired'],
        dialect: 'STANDARD',
        description: 'My shop',
        signatureHeaders: false,
        status: 'ENABLED',
        disabledReason: null,
        disabledAt: null,
        failingSince: null,
        pausedUntil: null,
        allowedCidrs: [],
        allowedPorts: [],
        createdAt: expect.any(String) as string,
      },
    });
    const { endpoint, secret } = body as unknown as { endpoint: { id: string }; secret: string };
    expect(await secretsOf(endpoint.id)).toEqual([secret]);
    const { rows } = await orders.index.client.query<{ text: string }>(
      'select s::text as text from till.endpoint_secrets s',
    );
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64').toString('hex');
    expect(JSON.stringify(rows)).not.toContain(key);
    const again = await ask('GET', `/v1/endpoints/${endpoint.id}`);
    expect(again.body).toEqual(endpoint);
  });

  it('is in the audit log, without the part of its URL that may be secret', async () => {
    const { id } = await make();
    const lines = await orders.till.selectFrom('auditLog').selectAll().where('subjectId', '=', id).execute();
    expect(lines).toMatchObject([
      { action: 'endpoint.create', subjectKind: 'endpoint', merchantId: shop.merchantId },
    ]);
    expect(JSON.stringify(lines)).toContain('https://shop.example/hook');
    expect(JSON.stringify(lines)).not.toContain('abc');
  });

  it('is made by GraphQL as well', async () => {
    const { createEndpoint } = await live.query<{
      createEndpoint: { secret: string; endpoint: { id: string } };
    }>(
      `mutation { createEndpoint(input: {
        url: "https://shop.example/h", dialect: LIBERLAND, signatureHeaders: true, types: ["order.settled"]
      }) { secret endpoint { id dialect signatureHeaders types } } }`,
      {},
      shop.secretKey,
    );
    expect(createEndpoint).toMatchObject({
      endpoint: { dialect: 'LIBERLAND', signatureHeaders: true, types: ['order.settled'] },
    });
    expect(await secretsOf(createEndpoint.endpoint.id)).toEqual([createEndpoint.secret]);
  });

  it.each<[string, object, string, string | undefined]>([
    ['no URL', { url: undefined }, 'BAD_USER_INPUT', 'url'],
    ['http', { url: 'http://shop.example/' }, 'URL_NOT_HTTPS', 'url'],
    ['a private address', { url: 'https://192.168.1.5/' }, 'URL_ADDRESS', 'url'],
    ['another port', { url: 'https://shop.example:22/' }, 'URL_PORT', 'url'],
    ['credentials', { url: 'https://a:b@shop.example/' }, 'URL_CREDENTIALS', 'url'],
    ['a type that is none', { types: ['order.eaten'] }, 'UNKNOWN_EVENT_TYPE', 'types'],
    ['no types', { types: [] }, 'BAD_USER_INPUT', 'types'],
    ['a test as type', { types: ['endpoint.test'] }, 'UNKNOWN_EVENT_TYPE', 'types'],
    ['a type without a word', { dialect: 'LIBERLAND', types: ['order.created'] }, 'BAD_USER_INPUT', 'types'],
    ['a dialect that is none', { dialect: 'XML' }, 'BAD_USER_INPUT', 'dialect'],
    ['headers of another dialect', { signatureHeaders: true }, 'BAD_USER_INPUT', 'signatureHeaders'],
    ['two lines', { description: 'a\nb' }, 'BAD_USER_INPUT', 'description'],
    ['a field that is none', { colour: 'red' }, 'UNKNOWN_FIELD', 'colour'],
    ['ranges', { allowedCidrs: ['10.0.0.0/8'] }, 'FORBIDDEN', 'allowedCidrs'],
    ['ports', { allowedPorts: [22] }, 'FORBIDDEN', 'allowedPorts'],
  ])('is refused with %s', async (_name, given, code, field) => {
    const { status, body } = await ask('POST', '/v1/endpoints', { url: URL_, ...given });
    expect(status).toBe(code === 'FORBIDDEN' ? 403 : 400);
    expect(body.error).toMatchObject({ code, field });
    expect((await ask('GET', '/v1/endpoints')).body).toEqual({ data: [], nextCursor: null });
  });

  it('says where the types are listed', async () => {
    const { body } = await ask('POST', '/v1/endpoints', { url: URL_, types: ['x'] });
    const path = /\/v1\/\S+/.exec(body.error?.message ?? '')?.[0] ?? '';
    const list = await askRest(live, 'GET', path, null);
    expect(JSON.stringify(list.body)).toContain('order.settled');
  });

  it('may be this machine on a dev chain', async () => {
    const { status } = await askRest(orders.gateway, 'POST', '/v1/endpoints', shop.secretKey, {
      url: 'http://127.0.0.1:3000/hook',
    });
    expect(status).toBe(201);
  });

  it('is one of at most 20, also where many are made at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => ask('POST', '/v1/endpoints', { url: URL_ })),
    );
    const codes = answers.map(({ status, body }) => (status === 201 ? 'made' : body.error?.code));
    expect(codes.filter((code) => code === 'made')).toHaveLength(20);
    expect(codes.filter((code) => code === 'TOO_MANY_ENDPOINTS')).toHaveLength(5);
    const { data } = (await ask('GET', '/v1/endpoints')).body as { data: { id: string }[] };
    await ask('DELETE', `/v1/endpoints/${data[0]?.id ?? ''}`);
    expect((await ask('POST', '/v1/endpoints', { url: URL_ })).status).toBe(201);
  });
});

describe('an endpoint', () => {
  it('is listed in pages', async () => {
    const made = [await make(), await make(), await make()].map(({ id }) => id).reverse();
    const first = (await ask('GET', '/v1/endpoints?limit=2')).body as {
      data: { id: string }[];
      nextCursor: string;
    };
    const second = (await ask('GET', `/v1/endpoints?limit=2&after=${first.nextCursor}`)).body as {
      data: { id: string }[];
      nextCursor: null;
    };
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
    expect(second.nextCursor).toBeNull();
    const { endpoints } = await live.query<{ endpoints: { nodes: { id: string }[] } }>(
      '{ endpoints(first: 3) { nodes { id } pageInfo { hasNextPage } } }',
      {},
      shop.readKey,
    );
    expect(endpoints.nodes.map(({ id }) => id)).toEqual(made);
  });

  it('changes what is sent, and keeps the rest', async () => {
    const { id } = await make({ types: ['order.settled'], description: 'Old' });
    const { body } = await ask('PATCH', `/v1/endpoints/${id}`, { types: null, description: 'New' });
    expect(body).toMatchObject({ url: URL_, types: null, description: 'New', dialect: 'STANDARD' });
    expect(
      (await ask('PATCH', `/v1/endpoints/${id}`, { url: 'http://shop.example' })).body.error,
    ).toMatchObject({
      code: 'URL_NOT_HTTPS',
    });
    expect((await ask('GET', `/v1/endpoints/${id}`)).body).toEqual(body);
  });

  it('gets nothing while it is disabled, and forgets its failures when it is enabled', async () => {
    const { id } = await make();
    await appendTestEvent(orders.till, { merchantId: shop.merchantId, type: 'order.expired' });
    const off = await ask('PATCH', `/v1/endpoints/${id}`, { enabled: false });
    expect(off.body).toMatchObject({ status: 'DISABLED', disabledReason: 'MERCHANT' });
    await appendTestEvent(orders.till, { merchantId: shop.merchantId, type: 'order.expired' });
    const deliveries = await orders.till
      .selectFrom('deliveries')
      .select('status')
      .where('endpointId', '=', id)
      .execute();
    expect(deliveries).toEqual([{ status: 'dropped' }]);

    const now = new Date();
    await orders.till
      .updateTable('endpoints')
      .set({ disabledReason: 'failing', failingSince: now, pausedUntil: now, pauseMs: 5 })
      .where('id', '=', id)
      .execute();
    const on = await ask('PATCH', `/v1/endpoints/${id}`, { enabled: true });
    expect(on.body).toMatchObject({
      status: 'ENABLED',
      disabledReason: null,
      disabledAt: null,
      failingSince: null,
      pausedUntil: null,
    });
  });

  it('that the operator disabled cannot be enabled by the merchant', async () => {
    const { id } = await make();
    const path = `/v1/endpoints/${id}`;
    const off = await ask('PATCH', `${path}?merchantId=${shop.merchantId}`, { enabled: false }, operator);
    expect(off.body).toMatchObject({ disabledReason: 'OPERATOR' });
    expect((await ask('PATCH', path, { enabled: true })).status).toBe(403);
    const on = await ask('PATCH', `${path}?merchantId=${shop.merchantId}`, { enabled: true }, operator);
    expect(on.body).toMatchObject({ status: 'ENABLED' });
  });

  it('is gone when it is deleted, with its secrets and what was pending', async () => {
    const { id } = await make();
    await appendTestEvent(orders.till, { merchantId: shop.merchantId, type: 'order.expired' });
    expect((await ask('DELETE', `/v1/endpoints/${id}`)).body).toMatchObject({ status: 'DELETED' });
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PATCH', '', { enabled: true }],
      ['DELETE', '', undefined],
      ['POST', '/rotate', {}],
      ['POST', '/test', {}],
      ['POST', '/recover', { after: '0' }],
    ] as const) {
      const { status } = await ask(method, `/v1/endpoints/${id}${path}`, body);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
    expect(await secretsOf(id)).toEqual([]);
    const { data } = (await ask('GET', `/v1/deliveries?endpointId=${id}`)).body as { data: object[] };
    expect(data).toMatchObject([{ status: 'DROPPED', type: 'order.expired' }]);
  });
});

describe('secrets', () => {
  it('are rotated with a day of overlap, or as long as is asked for', async () => {
    const { id, secret } = await make();
    const { body } = await ask('POST', `/v1/endpoints/${id}/rotate`);
    const until = Date.parse(String(body['previousUntil']));
    expect(Math.abs(until - Date.now() - 86_400_000)).toBeLessThan(60_000);
    expect(await secretsOf(id)).toEqual([body['secret'], secret]);

    const last = await ask('POST', `/v1/endpoints/${id}/rotate`, { overlapSeconds: 0 });
    expect(last.body['previousUntil']).toBeNull();
    expect(await secretsOf(id)).toEqual([last.body['secret']]);
  });

  it.each([-1, 86_401, 1.5, '5'])('are not rotated with an overlap of %j', async (overlapSeconds) => {
    const { id, secret } = await make();
    const { body } = await ask('POST', `/v1/endpoints/${id}/rotate`, { overlapSeconds });
    expect(body.error).toMatchObject({ code: 'BAD_USER_INPUT', field: 'overlapSeconds' });
    expect(await secretsOf(id)).toEqual([secret]);
  });

  it('are five at most, until all but the new one are ended', async () => {
    const { id } = await make();
    for (let rotated = 1; rotated < 5; rotated++) await ask('POST', `/v1/endpoints/${id}/rotate`);
    expect((await ask('POST', `/v1/endpoints/${id}/rotate`)).body.error?.code).toBe('TOO_MANY_SECRETS');
    expect(await secretsOf(id)).toHaveLength(5);
    expect((await ask('POST', `/v1/endpoints/${id}/rotate`, { overlapSeconds: 0 })).status).toBe(200);
    expect(await secretsOf(id)).toHaveLength(1);
  });

  it('of the URLs that orders bring are one for the merchant', async () => {
    const first = await ask('POST', '/v1/order-webhooks/rotate');
    expect(first.body).toEqual({ secret: expect.stringMatching(/^whsec_/) as string, previousUntil: null });
    const { rotateOrderWebhookSecret } = await live.query<{
      rotateOrderWebhookSecret: { secret: string; previousUntil: string };
    }>(
      'mutation { rotateOrderWebhookSecret(overlapSeconds: 60) { secret previousUntil } }',
      {},
      shop.secretKey,
    );
    expect(Date.parse(rotateOrderWebhookSecret.previousUntil)).toBeGreaterThan(Date.now());
    expect(await secretsOf(null)).toEqual([rotateOrderWebhookSecret.secret, first.body['secret']]);
  });

  it('cannot be made without a key to encrypt them with', async () => {
    const keyless = await openTestGateway(orders.index.database.url, { secretKey: null });
    try {
      const { status, body } = await askRest(keyless, 'POST', '/v1/endpoints', shop.secretKey, { url: URL_ });
      expect(status).toBe(503);
      expect(body.error).toMatchObject({
        code: 'SECRET_KEY_MISSING',
        message: expect.stringContaining('CHAINTILL_SECRET_KEY') as string,
      });
      const keys = await askRest(keyless, 'GET', '/.well-known/chaintill-keys.json', null);
      expect(keys.body.error?.code).toBe('SECRET_KEY_MISSING');
      expect((await askRest(keyless, 'GET', '/v1/endpoints', shop.readKey)).status).toBe(200);
    } finally {
      await keyless.close();
    }
  });
});

describe('the exceptions from where requests may go', () => {
  const INSIDE = { url: 'https://10.1.2.3:9443/hook', allowedCidrs: ['10.1.0.0/16'], allowedPorts: [9443] };

  it("are the operator's, and end when the merchant moves the endpoint", async () => {
    const path = `/v1/endpoints?merchantId=${shop.merchantId}`;
    const made = await ask('POST', path, INSIDE, operator);
    expect(made.status).toBe(201);
    const { id } = made.body['endpoint'] as { id: string };
    const own = `/v1/endpoints/${id}`;
    const moved = await ask('PATCH', own, { url: 'https://10.1.2.3:9443/other' });
    expect(moved.body).toMatchObject({ allowedCidrs: ['10.1.0.0/16'], allowedPorts: [9443] });
    for (const url of ['https://10.1.9.9:9443/hook', 'https://10.1.2.3/hook']) {
      expect((await ask('PATCH', own, { url })).status).toBe(400);
    }
    expect((await ask('PATCH', own, { url: 'https://shop.example/' })).body).toMatchObject({
      allowedCidrs: [],
      allowedPorts: [],
    });
    expect((await ask('PATCH', own, { allowedPorts: [22] })).status).toBe(403);
  });

  it('name ranges and ports', async () => {
    const path = `/v1/endpoints?merchantId=${shop.merchantId}`;
    const wrong = await ask('POST', path, { ...INSIDE, allowedCidrs: ['10.1.0.0'] }, operator);
    expect(wrong.body.error).toMatchObject({ code: 'CIDR_INVALID', field: 'allowedCidrs' });
    expect((await ask('POST', path, { ...INSIDE, allowedPorts: [0] }, operator)).body.error).toMatchObject({
      field: 'allowedPorts',
    });
    expect((await ask('POST', '/v1/endpoints', INSIDE, operator)).status).toBe(400);
  });
});

describe('the webhook URL of an order', () => {
  it('is kept with the order, under one endpoint for its host and dialect', async () => {
    const key = orders.shop.secretKey;
    const before = await orders.till
      .selectFrom('endpoints')
      .select('id')
      .where('kind', '=', 'orders')
      .execute();
    const register = (path: string, webhookDialect?: string) =>
      orders.post(
        {
          orderId: orders.newId(),
          amount: '1',
          webhookUrl: `https://hooks.example${path}`,
          ...(webhookDialect !== undefined && { webhookDialect }),
        },
        { key },
      );
    const answers = await Promise.all([register('/a'), register('/b'), register('/c', 'GATEWAY')]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const hooks = await orders.till
      .selectFrom('orderHooks')
      .innerJoin('endpoints', 'endpoints.id', 'orderHooks.endpointId')
      .select(['orderHooks.url', 'endpoints.url as origin', 'endpoints.dialect', 'endpoints.kind'])
      .orderBy('orderHooks.url')
      .execute();
    const origin = { origin: 'https://hooks.example', kind: 'orders' };
    expect(hooks).toEqual([
      { url: 'https://hooks.example/a', dialect: 'standard', ...origin },
      { url: 'https://hooks.example/b', dialect: 'standard', ...origin },
      { url: 'https://hooks.example/c', dialect: 'gateway', ...origin },
    ]);
    const secrets = await orders.till
      .selectFrom('endpointSecrets')
      .selectAll()
      .where('merchantId', '=', orders.shop.merchantId)
      .execute();
    expect(secrets).toMatchObject([{ endpointId: null, expiresAt: null }]);
    const after = await orders.till
      .selectFrom('endpoints')
      .select('id')
      .where('kind', '=', 'orders')
      .execute();
    expect(after.length - before.length).toBe(2);

    const [id] = after.map((row) => row.id);
    const change = (body: object) => askRest(live, 'PATCH', `/v1/endpoints/${id ?? ''}`, key, body);
    expect((await change({ enabled: false })).body).toMatchObject({ kind: 'ORDERS', status: 'DISABLED' });
    expect((await change({ enabled: true })).body).toMatchObject({ status: 'ENABLED' });
    for (const answer of [
      await change({ description: 'mine' }),
      await askRest(live, 'DELETE', `/v1/endpoints/${id ?? ''}`, key),
      await askRest(live, 'POST', `/v1/endpoints/${id ?? ''}/rotate`, key),
      await askRest(live, 'POST', `/v1/endpoints/${id ?? ''}/test`, key),
    ]) {
      expect([answer.status, answer.body.error?.code]).toEqual([409, 'ENDPOINT_OF_ORDERS']);
    }
  });

  it('is checked as that of an endpoint, and leaves nothing behind where it is refused', async () => {
    const before = await orders.rowCounts();
    const answer = await orders.post(
      { orderId: orders.newId(), amount: '1', webhookUrl: 'https://169.254.169.254/' },
      { at: live },
    );
    expect(answer.error).toMatchObject({ code: 'URL_ADDRESS', field: 'webhookUrl' });
    expect(await orders.rowCounts()).toEqual(before);
  });
});

describe('the public keys', () => {
  it('are served to anybody, the same by every instance', async () => {
    const keys = (await askRest(live, 'GET', '/.well-known/chaintill-keys.json', null)).body as unknown as {
      keys: { kty: string; x?: string }[];
      ed25519: { whpk: string; pem: string };
      rsa: { pem: string };
    };
    expect(keys.keys.map(({ kty }) => kty)).toEqual(['OKP', 'RSA']);
    expect(keys.ed25519.whpk).toBe(
      `whpk_${Buffer.from(keys.keys[0]?.x ?? '', 'base64url').toString('base64')}`,
    );
    expect(JSON.stringify(keys)).not.toMatch(/PRIVATE|"d":|"p":/);
    expect(verify(null, Buffer.from('x'), keys.ed25519.pem, Buffer.alloc(64))).toBe(false);
    const pem = await fetch(`${orders.gateway.url}/.well-known/chaintill-rsa.pem`);
    expect(await pem.text()).toBe(keys.rsa.pem);
    expect(pem.headers.get('cache-control')).toContain('public');
  });
});
