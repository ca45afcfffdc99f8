/** Each operation of the REST API, once done and once refused: what comes back is what the document says. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB } from '../support/accounts.js';
import { insertCompanySpans } from '../support/company-flows.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { answerFlaws } from '../support/openapi/contract.js';
import { createChecker, type Checker, type DocumentedOperation } from '../support/openapi/document.js';
import { acceptIndex } from '../support/metrics.js';
import { insertOrderFailures } from '../support/order-failures.js';
import { insertEvents, insertOrders, insertPayments, insertSightings } from '../support/till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

/** They need a settler, a node or a merchant's hook: these tests have them, and check the same. */
const ELSEWHERE = [
  'buildLinkPayment',
  'buildOrderPayment',
  'cancelOrder',
  'createPurchase',
  'expireCheckoutSession',
  'getHealth',
  'getPaymentLink',
  'listLinkPayerAccounts',
  'listOrderPayerAccounts',
  'markOrder',
  'signAsDevAccount',
  'submitLinkPayment',
  'submitOrderPayment',
];

interface Call {
  readonly status?: number;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: object;
}

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let checker: Checker;
let operations: ReadonlyMap<string, { path: string; method: string; operation: DocumentedOperation }>;
let token: string;
let endpoint: string;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  const { merchantId } = shop;
  const [order] = await insertOrders(till, [{ merchantId, orderId: 'A-1', description: '=1+1' }]);
  if (!order) throw new Error('no order');
  await insertOrders(till, [{ merchantId, orderId: 'A-9', status: 'settled', settledHeight: 390 }]);
  token = order.publicToken;
  await insertPayments(till, [
    { merchantId, orderId: order.id, use: 'counted', blockNumber: 390 },
    { merchantId, use: 'unmatched', inbox: 'waiting', blockNumber: 391, eventIndex: 7 },
  ]);
  await insertSightings(till, [{ orderId: order.id, blockNumber: 405, value: '5' }]);
  await insertOrderFailures(till, order, [{ blockNumber: 389 }]);
  await insertEvents(till, [{ merchantId, orderId: order.id, type: 'order.created', sequence: 1 }]);
  await insertCompanySpans(index.client, [
    { companyId: '0-1', accountId: parseAccount(ALICE), role: 'owner', fromBlock: 1, untilBlock: null },
  ]);
  await index.insertTransfers([
    { fromId: BOB, toId: ALICE, timestamp: '2026-01-02T03:04:05', callPath: 'c' },
  ]);
  await insertFailedPayments(index.client, [{ blockNumber: 380, from: BOB, to: ALICE, reference: 'A-1' }]);
  await acceptIndex(index.client, 400);
  await rollUp(till, { schema: 'chain', most: 100 });
  gateway = await openTestGateway(index.database.url, { dev: true, heads: { best: 410 } });
  const document: unknown = await (await fetch(`${gateway.url}/openapi.json`)).json();
  checker = createChecker(document as Checker['document']);
  operations = new Map(
    Object.entries(checker.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [
        operation.operationId,
        { path, method: method.toUpperCase(), operation },
      ]),
    ),
  );
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

async function call(
  id: string,
  { path = {}, query = '', body }: Call,
  key: string | null,
): Promise<Response> {
  const found = operations.get(id);
  if (!found) throw new Error(`there is no operation ${id}`);
  const address = found.path.replace(/\{(\w+)\}/g, (_whole, name: string) => path[name] ?? 'none');
  return fetch(`${gateway.url}${address}${query}`, {
    method: found.method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function expectFits(id: string, response: Response): Promise<unknown> {
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const body = await response.text();
  const { operation } = operations.get(id) ?? {};
  if (!operation) throw new Error(`there is no operation ${id}`);
  expect(answerFlaws(checker, operation, { status: response.status, type, body })).toEqual([]);
  return /json$/.test(type) ? JSON.parse(body) : body;
}

const order = { path: { orderId: 'A-1' } };
/** In an order in which each finds what it needs. */
const CALLS: readonly (readonly [id: string, call: Call | (() => Call)])[] = [
  ['registerOrder', { status: 201, body: { orderId: 'A-2', amount: '1.5', metadata: { table: 7 } } }],
  ['registerOrder', { body: { orderId: 'A-2', amount: '1.5', metadata: { table: 7 } } }],
  ['getLiveness', {}],
  ['getOrder', order],
  ['getReceipt', { path: { orderId: 'A-9' }, query: '?proof=none' }],
  ['listOrders', { query: '?status=OPEN,SETTLED&flags=LATE&limit=1' }],
  ['listOrderPayments', order],
  ['listOrderTimeline', order],
  ['listOrderFailedPayments', order],
  ['listUnmatched', { query: '?suggest=true' }],
  ['exportOrdersCsv', {}],
  ['exportOrdersJson', {}],
  ['exportPaymentsCsv', {}],
  ['exportPaymentsJson', {}],
  ['exportFailedPaymentsCsv', { query: '?status=SETTLED,OPEN' }],
  ['exportFailedPaymentsJson', {}],
  ['createProduct', { status: 201, body: { sku: 'coffee', name: 'Coffee', price: '1.5' } }],
  ['listProducts', {}],
  ['getProduct', { path: { sku: 'coffee' } }],
  ['updateProduct', { path: { sku: 'coffee' }, body: { name: 'Two coffees' } }],
  ['deactivateProduct', { path: { sku: 'coffee' } }],
  ['createCheckoutSession', { status: 201, body: { amount: '1.5' } }],
  ['listCheckoutSessions', {}],
  ['listEvents', { query: '?types=order.created,order.settled' }],
  ['listEventTypes', {}],
  ['getEventSchema', { path: { type: 'order.settled' } }],
  ['createEndpoint', { status: 201, body: { url: 'https://shop.example/hooks', types: ['order.settled'] } }],
  ['listEndpoints', {}],
  ['getEndpoint', () => ({ path: { id: endpoint } })],
  ['updateEndpoint', () => ({ path: { id: endpoint }, body: { description: 'the shop' } })],
  ['rotateEndpointSecret', () => ({ path: { id: endpoint }, body: { overlapSeconds: 60 } })],
  ['rotateOrderWebhookSecret', {}],
  ['testEndpoint', () => ({ status: 201, path: { id: endpoint } })],
  ['recoverEndpoint', () => ({ path: { id: endpoint }, body: { after: '0' } })],
  ['listDeliveries', { query: '?status=PENDING' }],
  ['getDelivery', { path: { id: '1' } }],
  ['redeliver', { status: 201, path: { id: '1' } }],
  ['deleteEndpoint', () => ({ path: { id: endpoint } })],
  ['exportAuditCsv', {}],
  ['exportAuditJson', {}],
  ['listCompanyHistory', { path: { companyId: '0-1' }, query: '?directions=IN,OUT&fromBlock=1' }],
  ['listCompanyFailedPayments', { path: { companyId: '1' } }],
  ['listCompanyStatements', { path: { companyId: '1' }, query: '?timeZone=Europe/Prague&to=2026-02' }],
  ['exportCompanyHistoryCsv', { path: { companyId: '1' } }],
  ['exportCompanyHistoryJson', { path: { companyId: '1' } }],
  ['exportCompanyFailedPaymentsCsv', { path: { companyId: '1' } }],
  ['exportCompanyFailedPaymentsJson', { path: { companyId: '1' } }],
  ['getPaymentMetrics', { query: '?from=2026-01-01&to=2026-02-01&interval=week&timeZone=Europe/Prague' }],
  ['getPublicOrder', () => ({ path: { token } })],
  ['reportCheckoutStep', () => ({ status: 204, path: { token }, body: { step: 'viewed' } })],
  ['getOrderPayment', () => ({ path: { orderId: token } })],
  ['createOrderPayment', order],
  ['getPaymentProgress', order],
  ['verifyPurchase', { query: `?orderId=1&price=5&toId=${BOB}` }],
  ['verifyPostedPurchase', { body: { orderId: '1', price: 5, toId: BOB, assetId: null } }],
  ['pushToChannel', { path: { item: 'kitchen' }, body: { data: 'ready' } }],
  ['pushToChannelByGet', { path: { item: 'kitchen', text: 'ready' } }],
  ['getPublicKeys', {}],
  ['getRsaKey', {}],
  ['getOpenApi', {}],
  ['getGraphqlSchema', {}],
  ['listDevAccounts', {}],
];

it.each(CALLS)('%s answers as it says', async (id, given) => {
  const sent = typeof given === 'function' ? given() : given;
  const response = await call(id, sent, shop.secretKey);
  expect([id, response.status]).toEqual([id, sent.status ?? 200]);
  const answer = await expectFits(id, response);
  if (id === 'createEndpoint') endpoint = (answer as { endpoint: { id: string } }).endpoint.id;
});

it('follows a public order, whose messages are public orders', async () => {
  const gone = new AbortController();
  const response = await fetch(`${gateway.url}/v1/public/orders/${token}/events`, { signal: gone.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = response.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value as Uint8Array);
  gone.abort();
  const data = /^data: (.*)$/m.exec(first)?.[1] ?? 'null';
  expect(checker.flawsOf({ $ref: '#/components/schemas/PublicOrder' }, JSON.parse(data))).toEqual([]);
});

it('reads the session that was opened', async () => {
  const listed = await expectFits(
    'listCheckoutSessions',
    await call('listCheckoutSessions', {}, shop.readKey),
  );
  const [session] = (listed as { data: { id: string }[] }).data;
  const response = await call('getCheckoutSession', { path: { sessionId: session?.id ?? '' } }, shop.readKey);
  expect(response.status).toBe(200);
  await expectFits('getCheckoutSession', response);
});

it('has a healthcheck of either kind', async () => {
  const response = await call('healthcheck', {}, null);
  expect([200, 500]).toContain(response.status);
  await expectFits('healthcheck', response);
});

it('refuses a key that does not work at each operation, in the form that it says', async () => {
  for (const [id] of operations) {
    const response = await call(id, {}, 'sk_wrong');
    expect([id, response.status]).toEqual([id, 401]);
    await expectFits(id, response);
  }
});

it('leaves no operation out', () => {
  const done = new Set([
    ...CALLS.map(([id]) => id),
    'followPublicOrder',
    'getCheckoutSession',
    'healthcheck',
    ...ELSEWHERE,
  ]);
  expect([...operations.keys()].filter((id) => !done.has(id))).toEqual([]);
  expect([...done].filter((id) => !operations.has(id))).toEqual([]);
});

describe('a description that is not true is found', () => {
  it.each<[string, object]>([
    ['a field that is missing', { status: 'confirmed' }],
    ['a field that it does not name', { status: 'confirmed', transaction: null, more: 1 }],
    ['a constant that it does not name', { status: 'paid', transaction: null }],
  ])('by %s', (_what, answer) => {
    expect(checker.flawsOf({ $ref: '#/components/schemas/PaymentProgress' }, answer)).not.toEqual([]);
  });

  it('by a status, a type or a code that it does not name', () => {
    const { operation } = operations.get('getOrder') ?? {};
    if (!operation) throw new Error('no operation');
    const type = 'application/json';
    const failure = (code: string): string =>
      JSON.stringify({ error: { code, message: 'm', requestId: 'r' } });
    expect(answerFlaws(checker, operation, { status: 418, type, body: '{}' })).not.toEqual([]);
    expect(answerFlaws(checker, operation, { status: 200, type: 'text/csv', body: '' })).not.toEqual([]);
    expect(answerFlaws(checker, operation, { status: 404, type, body: failure('OTHER') })).not.toEqual([]);
    const known = failure('ORDER_NOT_FOUND');
    expect(answerFlaws(checker, operation, { status: 404, type, body: known })).toEqual([]);
  });
});
