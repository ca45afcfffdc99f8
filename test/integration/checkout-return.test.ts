/** The way back from the checkout page to the shop: what stands in it, and that nobody else can write it. */
import { createPublicKey, verify } from 'node:crypto';
import { checkout, Gateway, ReturnError, type GatewayKeys } from '../../src/client/index.js';
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { openTestGateway } from '../support/gateway.js';
import { openSocketClient } from '../support/graphql-socket.js';
import { insertOrders } from '../support/till-rows.js';

let till: SessionTill;
let shop: Gateway;
let keys: GatewayKeys & { readonly ed25519: { readonly pem: string } };

beforeAll(async () => {
  till = await openSessionTill();
  shop = new Gateway({ apiKey: till.shop.secretKey, baseUrl: till.gateway.url });
  const response = await fetch(`${till.gateway.url}/.well-known/chaintill-keys.json`);
  keys = (await response.json()) as typeof keys;
}, 60_000);
afterAll(() => till.close());

interface PublicOrder {
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
}

async function seen(token: string, at = till.gateway): Promise<PublicOrder> {
  const { successUrl, failureUrl } = (await (
    await fetch(`${at.url}/v1/public/orders/${token}`)
  ).json()) as PublicOrder;
  return { successUrl, failureUrl };
}

async function settle(orderId: string): Promise<void> {
  await till.till
    .updateTable('orders')
    .set({ status: 'settled', received: '5000000000000', settledHeight: 50_007 })
    .where('orderId', '=', orderId)
    .execute();
}

const SUCCESS = 'https://shop.example/thanks?from=till&session={CHECKOUT_SESSION_ID}#top';

/** A settled session. @returns its id, its token and its way back */
async function settled(orderId: string, success = SUCCESS) {
  const { id, url } = await shop.checkout.sessions.create({
    amount: '5',
    order_id: orderId,
    success_url: success,
  });
  await settle(orderId);
  const token = url.replace('https://pay.example/pay/', '');
  return { id, token, address: (await seen(token)).successUrl ?? '' };
}

const proof = () => ({ keys, merchantId: till.shop.merchantId });
const trouble = (of: Promise<unknown>): Promise<unknown> =>
  of.then(
    (value) => value,
    (error: unknown) => (error instanceof ReturnError ? error.code : error),
  );

it('is the address of the shop, with what the gateway signs', async () => {
  const { id, address } = await settled('R-1 ü&=#');
  const url = new URL(address);
  const signature = url.searchParams.get('chaintill_signature') ?? '';
  const kid = url.searchParams.get('chaintill_key') ?? '';
  expect(address).toBe(
    `https://shop.example/thanks?from=till&session=${id}` +
      '&chaintill_order_id=R-1%20%C3%BC%26%3D%23' +
      `&chaintill_session_id=${id}` +
      '&chaintill_status=settled' +
      '&chaintill_settled_height=50007' +
      `&chaintill_key=${kid}` +
      `&chaintill_signature=${signature}#top`,
  );
  const lines = [
    'chaintill-return-v1',
    keys.instance,
    till.shop.merchantId,
    'R-1 ü&=#',
    id,
    'settled',
    '50007',
  ];
  const bytes = Buffer.from(signature, 'base64url');
  const jwk = keys.keys.find((key) => key.kid === kid) ?? {};
  for (const key of [
    createPublicKey(keys.ed25519.pem),
    createPublicKey({ key: { ...jwk }, format: 'jwk' }),
  ]) {
    expect(verify(null, Buffer.from(lines.join('\n')), key, bytes)).toBe(true);
  }
});

it('is believed by the SDK, with the keys or with the gateway', async () => {
  const { id, address } = await settled('R-2');
  const said = { orderId: 'R-2', sessionId: id, status: 'settled', settledHeight: 50_007 };
  expect(await checkout.verifyReturn(address, proof())).toEqual(said);
  expect(await checkout.verifyReturn(new URL(address), proof())).toEqual(said);
  // As an HTTP server has it.
  const { pathname, search } = new URL(address);
  expect(await checkout.verifyReturn(pathname + search, proof())).toEqual(said);
  expect(await checkout.verifyReturn(search, proof())).toEqual(said);
  expect(await shop.checkout.verifyReturn(address)).toEqual(said);
});

it.each([
  ['chaintill_order_id', 'R-9', 'WRONG_SIGNATURE'],
  ['chaintill_session_id', `cs_${'0'.repeat(32)}`, 'WRONG_SIGNATURE'],
  ['chaintill_status', 'open', 'WRONG_SIGNATURE'],
  ['chaintill_settled_height', '50008', 'WRONG_SIGNATURE'],
  ['chaintill_key', 'A'.repeat(43), 'UNKNOWN_KEY'],
  ['chaintill_signature', 'A'.repeat(86), 'WRONG_SIGNATURE'],
  ['chaintill_status', 'paid', 'MALFORMED_PARAMETERS'],
  ['chaintill_settled_height', '5e4', 'MALFORMED_PARAMETERS'],
  ['chaintill_signature', '%%%', 'MALFORMED_PARAMETERS'],
  ['chaintill_order_id', 'R\n3', 'MALFORMED_PARAMETERS'],
])('is not believed with another %s, as %j: %s', async (name, value, code) => {
  const { address } = await settled(`R-3 ${name} ${code} ${value.length}`);
  const url = new URL(address);
  url.searchParams.set(name, value);
  expect(await trouble(checkout.verifyReturn(url, proof()))).toBe(code);
  expect(await trouble(shop.checkout.verifyReturn(url))).toBe(code);
  url.searchParams.delete(name);
  const without = /session|height/.test(name) ? 'WRONG_SIGNATURE' : 'MISSING_PARAMETERS';
  expect(await trouble(checkout.verifyReturn(url, proof()))).toBe(without);
  const twice = new URL(address);
  twice.searchParams.append(name, twice.searchParams.get(name) ?? '');
  expect(await trouble(checkout.verifyReturn(twice, proof()))).toBe('MALFORMED_PARAMETERS');
});

it('says nothing to another shop, of another order, from another till', async () => {
  const { address } = await settled('R-4');
  // The same order id of a merchant who names the same address.
  const foreign = new Gateway({ apiKey: till.other.secretKey, baseUrl: till.gateway.url });
  expect(await trouble(foreign.checkout.verifyReturn(address))).toBe('WRONG_SIGNATURE');
  const { merchantId } = till.other;
  expect(await trouble(checkout.verifyReturn(address, { keys, merchantId }))).toBe('WRONG_SIGNATURE');
  const instance = '00000000-0000-4000-8000-000000000000';
  const elsewhere = { ...proof(), keys: { ...keys, instance } };
  expect(await trouble(checkout.verifyReturn(address, elsewhere))).toBe('WRONG_SIGNATURE');
  const none = { ...proof(), keys: { ...keys, keys: [] } };
  expect(await trouble(checkout.verifyReturn(address, none))).toBe('BAD_KEYS');

  const other = await settled('R-5');
  const mixed = new URL(address);
  mixed.searchParams.set(
    'chaintill_signature',
    new URL(other.address).searchParams.get('chaintill_signature') ?? '',
  );
  expect(await trouble(checkout.verifyReturn(mixed, proof()))).toBe('WRONG_SIGNATURE');
});

it('with a shop that has such parameters of its own is not believed twice', async () => {
  const { address } = await settled('R-6', 'https://shop.example/?chaintill_status=settled');
  expect(await trouble(checkout.verifyReturn(address, proof()))).toBe('MALFORMED_PARAMETERS');
});

it.each(['open', 'expired', 'canceled', 'invalid'] as const)(
  'of an order that is %s says that, and is no way of paid ones',
  async (status) => {
    const [order] = await insertOrders(till.till, [
      {
        merchantId: till.shop.merchantId,
        orderId: `F-${status}`,
        status,
        received: '5000000000000',
        successUrl: 'https://shop.example/thanks',
        failureUrl: 'https://shop.example/cart/{ORDER_ID}?again',
      },
    ]);
    const { successUrl, failureUrl } = await seen(order?.publicToken ?? '');
    expect(successUrl).toBeNull();
    expect(failureUrl).toMatch(
      new RegExp(
        `^https://shop.example/cart/F-${status}\\?again&chaintill_order_id=F-${status}&chaintill_status=${status}&chaintill_key=`,
      ),
    );
    expect(await checkout.verifyReturn(failureUrl ?? '', proof())).toEqual({
      orderId: `F-${status}`,
      sessionId: null,
      status,
      settledHeight: null,
    });
    const lie = (failureUrl ?? '').replace(`chaintill_status=${status}`, 'chaintill_status=settled');
    expect(await trouble(checkout.verifyReturn(lie, proof()))).toBe('WRONG_SIGNATURE');
  },
);

it('is the same however the order is read', async () => {
  const { token, address } = await settled('R-7');
  const { gateway } = till;
  const fields = '(token: $token) { successUrl failureUrl }';
  const { publicOrder } = await gateway.query<{ publicOrder: PublicOrder }>(
    `query ($token: String!) { publicOrder${fields} }`,
    { token },
  );
  const socket = openSocketClient(gateway.url);
  const { data } = await socket.first(`subscription ($token: String!) { publicOrder${fields} }`, {
    token,
  });
  await socket.client.dispose();
  const stop = new AbortController();
  const stream = await fetch(`${gateway.url}/v1/public/orders/${token}/events`, { signal: stop.signal });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/^data: .*\n\n/m.test(text)) text += (await reader?.read())?.value ?? '';
  stop.abort();
  const pushed = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? '') as PublicOrder;
  const both = { successUrl: address, failureUrl: null };
  expect([publicOrder, data?.['publicOrder'], pushed]).toEqual([both, both, expect.objectContaining(both)]);
});

it('says nothing at all where the gateway has no key to sign with', async () => {
  const { token, id } = await settled('R-8');
  const keyless = await openTestGateway(till.index.database.url, { secretKey: null });
  const { successUrl } = await seen(token, keyless);
  await keyless.close();
  expect(successUrl).toBe(`https://shop.example/thanks?from=till&session=${id}#top`);
  expect(await trouble(checkout.verifyReturn(successUrl ?? '', proof()))).toBe('MISSING_PARAMETERS');
});
