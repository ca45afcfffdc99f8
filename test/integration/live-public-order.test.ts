/** What the buyer of an order sees, who has its public token and no key. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openSocketClient, refusalOf, type SubscriptionResult } from '../support/graphql-socket.js';
import { createTestMerchant, openTestTill } from '../support/till.js';
import { insertOrders, insertSightings, type StoredOrder } from '../support/till-rows.js';

const FIELDS = `status amountState mode payee publicKey reference remark { text } asset symbol decimals
  amount { value formatted } received { value } missing { value } excess { value } detected { value } confirmations
  payments { blockNumber value } expiryBlock blocksLeft expiresAbout settledHeight description successUrl`;
const QUERY = `query ($token: String!) { publicOrder(token: $token) { ${FIELDS} } }`;
const SUBSCRIPTION = `subscription ($token: String!) { publicOrder(token: $token) { ${FIELDS} } }`;
const SECRET = 'the-merchants-own';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let merchantId: string;
let order: StoredOrder;

/** Where the shop wants its buyer, with what the gateway signs. */
const RETURN = /^https:\/\/shop\.example\/thanks\?chaintill_order_id=/;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { heads: { best: 302 } });
  ({ merchantId } = await createTestMerchant(till, { name: SECRET }));
}, 30_000);
beforeEach(async () => {
  const [stored] = await insertOrders(till, [
    {
      merchantId,
      description: 'two coffees',
      metadata: JSON.stringify({ note: SECRET }),
      webhookUrl: `https://${SECRET}.example/hook`,
      successUrl: 'https://shop.example/thanks',
    },
  ]);
  if (!stored) throw new Error('no order');
  order = stored;
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

type PublicOrder = Readonly<Record<string, unknown>>;

async function settle(): Promise<void> {
  await till
    .updateTable('orders')
    .set({
      status: 'settled',
      received: '5000000000000',
      sequence: 1,
      settledHeight: 300,
      appliedHeight: 300,
    })
    .where('id', '=', order.id)
    .execute();
  await appendTestEvents(till, [{ merchantId, orderId: order.id, sequence: 1 }]);
}

async function seen(): Promise<PublicOrder> {
  return (await gateway.query<{ publicOrder: PublicOrder }>(QUERY, { token: order.publicToken })).publicOrder;
}

it('shows what is to be paid, and nothing else of the merchant', async () => {
  expect(await seen()).toMatchObject({
    status: 'OPEN',
    amountState: 'NONE',
    reference: order.reference,
    remark: { text: `order:${order.reference ?? ''}` },
    amount: { value: '5000000000000' },
    missing: { value: '5000000000000' },
    expiryBlock: 10_100,
    blocksLeft: 9_798,
    description: 'two coffees',
    successUrl: null,
    settledHeight: null,
  });
  const response = await fetch(`${gateway.url}/v1/public/orders/${order.publicToken}`);
  const text = await response.text();
  expect(response.status).toBe(200);
  for (const kept of [SECRET, order.id, merchantId, 'webhookUrl', 'metadata', 'thanks']) {
    expect(text).not.toContain(kept);
  }
});

it('says that it is paid once it is settled, and not while a payment is in sight', async () => {
  await insertSightings(till, [{ orderId: order.id, blockNumber: 300, value: '5000000000000' }]);
  expect(await seen()).toMatchObject({
    status: 'PROCESSING',
    received: { value: '0' },
    detected: { value: '5000000000000' },
    confirmations: 3,
    payments: [{ blockNumber: 300, value: '5000000000000' }],
    successUrl: null,
  });
  await settle();
  expect(await seen()).toMatchObject({
    status: 'SETTLED',
    received: { value: '5000000000000' },
    missing: { value: '0' },
    payments: [],
    successUrl: expect.stringMatching(RETURN) as string,
    expiresAbout: null,
  });
});

it('is followed over a socket without a key', async () => {
  const socket = openSocketClient(gateway.url);
  const results = socket.subscribe(SUBSCRIPTION, { token: order.publicToken });
  const next = async (): Promise<unknown> =>
    ((await results.next()).value as SubscriptionResult).data?.['publicOrder'];
  expect(await next()).toMatchObject({ status: 'OPEN', successUrl: null });
  const changed = next();
  await settle();
  expect(await changed).toMatchObject({
    status: 'SETTLED',
    successUrl: expect.stringMatching(RETURN) as string,
  });
  await socket.client.dispose();
});

it('is followed by an EventSource', async () => {
  const stop = new AbortController();
  const response = await fetch(`${gateway.url}/v1/public/orders/${order.publicToken}/events`, {
    signal: stop.signal,
  });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const orders = (): PublicOrder[] =>
    [...text.matchAll(/^data: (.*)\n\n/gm)].map(([, json]) => JSON.parse(json ?? '') as PublicOrder);
  const until = async (count: number): Promise<PublicOrder | undefined> => {
    while (orders().length < count) text += (await reader?.read())?.value ?? '';
    return orders().at(-1);
  };
  expect(await until(1)).toMatchObject({ status: 'OPEN' });
  await settle();
  expect(await until(2)).toMatchObject({ status: 'SETTLED' });
  stop.abort();
});

it('says the same of every token that is none', async () => {
  const wrong = [`pub_${'0'.repeat(32)}`, order.id, order.orderId, 'x', 'a\0b'];
  const answers = await Promise.all(wrong.map((token) => gateway.ask(QUERY, { token })));
  const messages = new Set(
    answers.map(({ errors }) => JSON.stringify(errors?.map(({ message }) => message))),
  );
  expect(messages.size).toBe(1);
  for (const { errors } of answers) expect(errors?.[0]?.extensions.code).toBe('ORDER_NOT_FOUND');
  for (const path of ['', '/events']) {
    const response = await fetch(`${gateway.url}/v1/public/orders/${wrong[0] ?? ''}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'ORDER_NOT_FOUND' } });
  }
  const socket = openSocketClient(gateway.url);
  expect(await refusalOf(socket.first(SUBSCRIPTION, { token: wrong[0] ?? '' }))).toBe('ORDER_NOT_FOUND');
  await socket.client.dispose();
});

it('a token opens nothing but its order', async () => {
  const [other] = await insertOrders(till, [{ merchantId }]);
  const socket = openSocketClient(gateway.url);
  const results = socket.subscribe(SUBSCRIPTION, { token: order.publicToken });
  await results.next();
  const next = results.next();
  await appendTestEvents(till, [{ merchantId, orderId: other?.id ?? '', sequence: 1 }]);
  await settle();
  expect(((await next).value as SubscriptionResult).data?.['publicOrder']).toMatchObject({
    status: 'SETTLED',
  });
  await socket.client.dispose();
  for (const params of [{ apiKey: order.publicToken }, { authorization: `Bearer ${order.publicToken}` }]) {
    const asKey = openSocketClient(gateway.url, undefined, params);
    expect(await refusalOf(asKey.first('subscription { events { id } }'))).toBe('closed 4401');
  }
});
