/** Every route of endpoints and deliveries, with no key, a key that only reads, a scope too few, and another merchant's. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestKey, createTestMerchant, createTestOperator, openTestTill } from '../support/till.js';
import type { TestMerchant } from '../support/till.js';
import { appendTestEvent, askRest } from '../support/webhooks.js';

const MARK = 'first-merchants-own';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let first: TestMerchant;
let second: TestMerchant;
let operator: string;
let reads: readonly string[];
let writes: readonly (readonly [method: string, path: string, body: object | undefined])[];

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  first = await createTestMerchant(till);
  second = await createTestMerchant(till);
  operator = await createTestOperator(till);
  const made = await askRest(gateway, 'POST', '/v1/endpoints', first.secretKey, {
    url: `https://shop.example/${MARK}`,
    description: MARK,
  });
  const { id } = made.body['endpoint'] as { id: string };
  await appendTestEvent(till, { merchantId: first.merchantId, type: 'order.expired', data: { note: MARK } });
  const { id: delivery } = await till.selectFrom('deliveries').select('id').executeTakeFirstOrThrow();
  reads = [
    '/v1/endpoints',
    `/v1/endpoints/${id}`,
    '/v1/deliveries',
    `/v1/deliveries?endpointId=${id}`,
    `/v1/deliveries/${delivery}`,
  ];
  writes = [
    ['POST', '/v1/endpoints', { url: 'https://shop.example/' }],
    ['PATCH', `/v1/endpoints/${id}`, { description: 'x' }],
    ['POST', `/v1/endpoints/${id}/rotate`, {}],
    ['POST', '/v1/order-webhooks/rotate', {}],
    ['POST', `/v1/endpoints/${id}/test`, undefined],
    ['POST', `/v1/endpoints/${id}/recover`, { after: '0', includeDelivered: true }],
    ['POST', `/v1/deliveries/${delivery}/redeliver`, undefined],
    ['DELETE', `/v1/endpoints/${id}`, undefined],
  ];
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

async function statuses(key: string | null, suffix = ''): Promise<readonly (readonly [string, number])[]> {
  const answers: [string, number][] = [];
  for (const [method, path, body] of [...reads.map((path) => ['GET', path, undefined] as const), ...writes]) {
    const joined = suffix === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${suffix}`;
    answers.push([`${method} ${path}`, (await askRest(gateway, method, joined, key, body)).status]);
  }
  return answers;
}

async function stateOfFirst(): Promise<string> {
  const state: unknown[] = [];
  for (const table of ['endpoints', 'endpoint_secrets', 'deliveries', 'events', 'audit_log']) {
    const { rows } = await index.client.query<object>(
      `select to_jsonb(t) from till.${table} t where merchant_id = $1 order by 1`,
      [first.merchantId],
    );
    state.push(rows);
  }
  return JSON.stringify(state);
}

it('without a key nothing is answered', async () => {
  expect((await statuses(null)).filter(([, status]) => status !== 401)).toEqual([]);
});

it('a key that only reads changes nothing', async () => {
  const before = await stateOfFirst();
  const answers = await statuses(first.readKey);
  expect(answers.slice(0, reads.length).filter(([, status]) => status !== 200)).toEqual([]);
  expect(answers.slice(reads.length).filter(([, status]) => status !== 403)).toEqual([]);
  expect(await stateOfFirst()).toBe(before);
});

it('a key without the scopes is refused everywhere', async () => {
  const key = await createTestKey(till, {
    merchantId: first.merchantId,
    kind: 'secret',
    scopes: ['orders:read', 'orders:write'],
  });
  expect((await statuses(key)).filter(([, status]) => status !== 403)).toEqual([]);
});

it("another merchant's key sees and touches nothing of the first", async () => {
  const before = await stateOfFirst();
  for (const suffix of ['', `merchantId=${first.merchantId}`]) {
    for (const [, path] of [...reads.map((read) => ['GET', read] as const), ...writes]) {
      const joined = suffix === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${suffix}`;
      const { body } = await askRest(gateway, 'GET', joined, second.secretKey);
      expect(JSON.stringify(body)).not.toContain(MARK);
    }
    const named = await statuses(second.secretKey, suffix);
    const own =
      suffix === ''
        ? /^(?:GET \/v1\/(?:endpoints|deliveries)(?:\?.*)?|POST \/v1\/(?:endpoints|order-webhooks\/rotate))$/
        : /^$/;
    expect(named.filter(([route, status]) => !own.test(route) && status !== 404)).toEqual([]);
  }
  expect(await stateOfFirst()).toBe(before);
});

it('the operator names the merchant', async () => {
  for (const path of reads) {
    const named = `${path}${path.includes('?') ? '&' : '?'}merchantId=${first.merchantId}`;
    const { status, body } = await askRest(gateway, 'GET', named, operator);
    expect([path, status, JSON.stringify(body).includes(MARK)]).toEqual([path, 200, true]);
    expect((await askRest(gateway, 'GET', path, operator)).status).toBe(400);
  }
});
