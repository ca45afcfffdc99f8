/** The demo shop's server: what it sells, what it believes, and what it learns. */
import { Webhook } from 'standardwebhooks';
import { BOB } from '../../src/chain/dev/accounts.js';
import { hasDemoShop } from '../../src/cli/start/demo-shop.js';
import { Gateway } from '../../src/client/index.js';
import { ownEndpoint } from '../../src/demo/own-endpoint.js';
import { DEV_KEY, openDemoTill, type DemoTill } from '../support/demo-shop.js';
import { createTestIndex, openTestGateway } from '../support/gateway.js';
import { until } from '../support/processes.js';
import { askRest } from '../support/webhooks.js';

interface Entry {
  readonly number: number;
  readonly trouble: { readonly code: string } | null;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly orderId: string | null;
    readonly again: boolean;
  } | null;
  readonly body: string;
}

let shop: DemoTill;
let deaf: DemoTill;

beforeAll(async () => {
  [shop, deaf] = await Promise.all([openDemoTill(), openDemoTill({ notifies: false })]);
});
afterAll(async () => {
  await Promise.all([shop.close(), deaf.close()]);
});

const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(shop.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

async function logOf({ url }: DemoTill, after = 0): Promise<readonly Entry[]> {
  const response = await fetch(`${url}/webhook-log?after=${after}`);
  return ((await response.json()) as { entries: Entry[] }).entries;
}

/** What the server has written into its thank-you page, for which it asks nobody. */
async function thanks(query: string): Promise<{ status: number; data: Record<string, unknown> }> {
  const response = await fetch(`${shop.url}/thanks?${query}`);
  const written = /data-page="([^"]*)"/.exec(await response.text())?.[1] ?? '';
  const text = written.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#39;', "'");
  return { status: response.status, data: JSON.parse(text) as Record<string, unknown> };
}

const statusOf = async ({ url }: DemoTill, orderId: string): Promise<unknown> =>
  ((await (await fetch(`${url}/purchases/${orderId}`)).json()) as { status: unknown }).status;

it('shows its page under the same policy as the gateway’s own, with and without a slash', async () => {
  for (const path of ['', '/']) {
    const response = await fetch(shop.url + path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('id="demo"');
  }
});

it('registers what was bought, at its own price, for its own account', async () => {
  const bought = await post(
    '/purchases',
    '{ "product": "honey", "language": "de", "amount": "0.1", "price": "0.1" }',
  );
  expect(bought.status).toBe(201);
  const { orderId, payUrl } = (await bought.json()) as { orderId: string; payUrl: string };
  const { body } = await askRest(shop.gateway, 'GET', `/v1/orders/${orderId}`, DEV_KEY);
  expect(body).toMatchObject({
    expected: { value: '4250000000000' },
    publicKey: BOB.publicKey,
    description: expect.stringContaining('Lindenhonig') as string,
    successUrl: `${shop.url}/thanks?order=${orderId}`,
    failureUrl: shop.url,
  });
  expect(new URL(payUrl).pathname).toBe(`/pay/${String(body['publicToken'])}`);
});

it.each(['{ "product": "yacht" }', '{}', '[]', '{'])('sells nothing for %s', async (body) => {
  expect((await post('/purchases', body)).status).toBe(400);
});

it('holds a purchase for paid once a webhook that is signed says so', async () => {
  const { orderId } = await shop.buy();
  const { status, data } = await thanks(`order=${orderId}`);
  expect([status, data['purchase']]).toEqual([200, expect.objectContaining({ orderId, status: 'awaiting' })]);
  await shop.pay(orderId);
  const paid = async (): Promise<boolean> =>
    JSON.stringify((await thanks(`order=${orderId}`)).data['purchase']).includes('"paid"');
  await until('the webhook has come', paid);
  const entries = (await logOf(shop)).filter(({ event }) => event?.orderId === orderId);
  expect(entries.map(({ event, trouble }) => [event?.type, event?.again, trouble])).toEqual([
    ['order.created', false, null],
    ['order.settled', false, null],
  ]);
  expect(JSON.parse(entries[1]?.body ?? '')).toMatchObject({
    id: entries[1]?.event?.id,
    type: 'order.settled',
  });
  expect(await logOf(shop, entries[1]?.number)).not.toContainEqual(entries[1]);
});

it('knows a message that comes a second time', async () => {
  const { orderId } = await shop.buy();
  const created = async (): Promise<readonly Entry[]> =>
    (await logOf(shop)).filter(({ event }) => event?.orderId === orderId);
  await until('the first has come', async () => (await created()).length === 1);
  const list = await askRest(shop.gateway, 'GET', `/v1/deliveries?orderId=${orderId}`, DEV_KEY);
  const [delivery] = list.body['data'] as readonly { readonly id: string }[];
  await askRest(shop.gateway, 'POST', `/v1/deliveries/${delivery?.id ?? ''}/redeliver`, DEV_KEY);
  await until('the second has come', async () => (await created()).length === 2);
  expect((await created()).map(({ event }) => event?.again)).toEqual([false, true]);
});

it('believes nothing that the gateway has not signed for it', async () => {
  const { orderId } = await shop.buy();
  const id = 'evt_1';
  const body = JSON.stringify({ id, type: 'order.settled', sequence: 2, data: { order: { orderId } } });
  const now = new Date();
  const signature = new Webhook(`whsec_${Buffer.alloc(32, 7).toString('base64')}`).sign(id, now, body);
  const signed = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signature,
  };
  const before = (await logOf(shop)).at(-1)?.number;
  expect((await post('/webhooks', body, signed)).status).toBe(400);
  expect((await post('/webhooks', body)).status).toBe(400);
  const refused = (await logOf(shop, before)).filter(({ event }) => event === null);
  expect(refused.map(({ trouble }) => trouble?.code)).toEqual(['WRONG_SECRET', 'MISSING_HEADERS']);
  expect((await thanks(`order=${orderId}`)).data['purchase']).toMatchObject({ status: 'awaiting' });
});

it('asks the gateway where no webhook comes', async () => {
  const { orderId } = await deaf.buy();
  expect(await statusOf(deaf, orderId)).toBe('awaiting');
  await deaf.see(orderId);
  expect(await statusOf(deaf, orderId)).toBe('seen');
  await deaf.pay(orderId);
  await until('it is settled', async () => (await statusOf(deaf, orderId)) === 'paid');
  expect(await logOf(deaf)).toEqual([]);
});

it('says so of an order that has ended without money', async () => {
  const { orderId } = await deaf.buy();
  await askRest(deaf.gateway, 'POST', `/v1/orders/${orderId}/cancel`, DEV_KEY, {});
  await until('it is canceled', async () => (await statusOf(deaf, orderId)) === 'closed');
});

it('checks how a buyer came back, and takes the order from what was signed', async () => {
  const [{ orderId, payUrl }, other] = [await shop.buy(), await shop.buy()];
  await shop.pay(orderId);
  const token = payUrl.split('/').pop() ?? '';
  const readOrder = async (): Promise<{ successUrl: string | null }> => {
    const response = await fetch(`${shop.gateway.url}/v1/public/orders/${token}`);
    return (await response.json()) as { successUrl: string | null };
  };
  await until('it is settled', async () => (await readOrder()).successUrl !== null);
  const query = new URL((await readOrder()).successUrl ?? '').search.slice(1);
  expect((await thanks(query)).data).toMatchObject({ way: { trouble: null }, purchase: { orderId } });
  const elsewhere = query.replace(`order=${orderId}`, `order=${other.orderId}`);
  expect((await thanks(elsewhere)).data).toMatchObject({ way: { trouble: null }, purchase: { orderId } });
  const changed = query.replaceAll(orderId, other.orderId);
  expect((await thanks(changed)).data).toMatchObject({ way: { trouble: 'WRONG_SIGNATURE' } });
  expect((await thanks(changed)).data['purchase']).toMatchObject({ status: 'awaiting' });
});

it('knows nothing of orders that it did not sell', async () => {
  const orderId = 'A-1001';
  await askRest(shop.gateway, 'POST', '/v1/orders', DEV_KEY, { orderId, amount: '1' });
  expect((await thanks(`order=${orderId}`)).status).toBe(404);
  expect((await fetch(`${shop.url}/purchases/${orderId}`)).status).toBe(404);
});

it('uses the endpoint of an earlier run again', async () => {
  const gateway = new Gateway({ apiKey: DEV_KEY, baseUrl: deaf.gateway.url });
  const url = 'http://127.0.0.1:9/demo/webhooks';
  const runs = [
    ownEndpoint(
      () => gateway,
      () => url,
    ),
    ownEndpoint(
      () => gateway,
      () => url,
    ),
  ] as const;
  for (const run of runs) await Promise.all([run.open(), run.open()]);
  const { data } = await gateway.webhooks.endpoints.list();
  expect(data.filter((endpoint) => endpoint.url === url)).toHaveLength(1);
  expect(runs[0].secret()).not.toBe(runs[1].secret());
});

it('is there for this machine and a dev chain alone', async () => {
  expect(hasDemoShop({ host: '127.0.0.1' }, true)).toBe(true);
  expect(hasDemoShop({ host: '0.0.0.0' }, true)).toBe(false);
  expect(hasDemoShop({ host: '127.0.0.1' }, false)).toBe(false);
  const index = await createTestIndex();
  const gateway = await openTestGateway(index.database.url);
  expect((await fetch(`${gateway.url}/demo`)).status).toBe(404);
  await gateway.close();
  await index.close();
});
