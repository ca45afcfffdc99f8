/** How far buyers come, as pages report it: kept once a step, shown to the order's merchant alone. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { BOB } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { acceptIndex } from '../support/metrics.js';
import { createTestMerchant, insertTestOrder, openTestTill, type TestMerchant } from '../support/till.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  shop = await createTestMerchant(till, { accounts: [BOB] });
  for (const [token, status] of [
    ['pub-1', 'settled'],
    ['pub-2', 'open'],
    ['pub-3', 'settled'],
  ] as const) {
    await insertTestOrder(till, { merchantId: shop.merchantId, owner: BOB, publicToken: token, status });
  }
  await acceptIndex(index.client, 1);
  await rollUp(till, { schema: 'chain', most: 10 });
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

function report(token: string, body: unknown): Promise<Response> {
  return fetch(`${gateway.url}/v1/public/orders/${token}/attempts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function funnel(key: string): Promise<unknown> {
  const now = Date.now();
  const window = `from: "${new Date(now - 3_600_000).toISOString()}", to: "${new Date(now + 60_000).toISOString()}"`;
  const { paymentMetrics } = await gateway.query<{ paymentMetrics: { funnel: unknown } }>(
    `{ paymentMetrics(${window}, interval: HOUR) { funnel { viewed wallet signed submitted paid rejected invalid dropped } } }`,
    {},
    key,
  );
  return paymentMetrics.funnel;
}

const NOTHING = {
  viewed: 0,
  wallet: 0,
  signed: 0,
  submitted: 0,
  paid: 0,
  rejected: 0,
  invalid: 0,
  dropped: 0,
};

it('an order counts once in each step that its page reports, and nobody else sees it', async () => {
  expect(await funnel(shop.readKey)).toEqual(NOTHING);
  for (const [token, step] of [
    ['pub-1', 'viewed'],
    ['pub-1', 'viewed'],
    ['pub-1', 'wallet'],
    ['pub-1', 'signed'],
    ['pub-1', 'submitted'],
    ['pub-2', 'viewed'],
    ['pub-2', 'wallet'],
    ['pub-2', 'rejected'],
  ] as const) {
    const { status } = await report(token, { step });
    expect(status).toBe(204);
  }
  expect(await funnel(shop.readKey)).toEqual({
    ...NOTHING,
    viewed: 2,
    wallet: 2,
    signed: 1,
    submitted: 1,
    rejected: 1,
    paid: 1,
  });
  const other = await createTestMerchant(till);
  expect(await funnel(other.readKey)).toEqual(NOTHING);
});

it('a report leaves one row for a step, and stops being counted at a thousand', async () => {
  await till.updateTable('checkoutSteps').set({ reports: 999 }).where('step', '=', 'viewed').execute();
  for (let i = 0; i < 3; i++) await report('pub-2', { step: 'viewed' });
  const rows = await till
    .selectFrom('checkoutSteps as s')
    .innerJoin('orders as o', 'o.id', 's.orderId')
    .select('reports')
    .where('o.publicToken', '=', 'pub-2')
    .where('step', '=', 'viewed')
    .execute();
  expect(rows).toEqual([{ reports: 1_000 }]);
});

it.each([
  ['a token of no order', 'pub-9', { step: 'viewed' }, 404, 'ORDER_NOT_FOUND'],
  ['a token that cannot be one', '%00', { step: 'viewed' }, 404, 'ORDER_NOT_FOUND'],
  ['a step that there is not', 'pub-1', { step: 'bought' }, 400, 'BAD_USER_INPUT'],
  ['no step', 'pub-1', {}, 400, 'BAD_USER_INPUT'],
  ['more than the step', 'pub-1', { step: 'viewed', note: 'x' }, 400, 'UNKNOWN_FIELD'],
])('%s is refused', async (_what, token, body, status, code) => {
  const response = await report(token, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { code } });
});
