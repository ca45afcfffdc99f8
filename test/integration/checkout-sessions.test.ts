/** Checkout sessions, request by request and answer by answer. */
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { ALICE, BOB } from '../support/accounts.js';
import { openTestGateway } from '../support/gateway.js';
import { HEIGHT } from '../support/order-till.js';
import { createTestKey, createTestOperator } from '../support/till.js';

const LLD = 10n ** 12n;
const ID = /^cs_[0-9a-f]{32}$/;

let till: SessionTill;
beforeAll(async () => {
  till = await openSessionTill();
}, 60_000);
afterAll(() => till.close());

const open = async (more: object = {}, key?: string) =>
  (await till.send('POST', '', { amount: '5', ...more }, key)).body;

describe('POST /v1/checkout/sessions', () => {
  it('answers with what Stripe would, and registers the order', async () => {
    const before = Math.floor(Date.now() / 1_000);
    const { status, body } = await till.send('POST', '', {
      mode: 'payment',
      line_items: [
        { name: 'Coffee, 250 g', quantity: 2, unit_amount: '4.25' },
        { name: 'Filter', quantity: 1, unit_amount: '0.5' },
      ],
      order_id: 'A-1001',
      client_reference_id: 'cart 77',
      metadata: { cart: '77' },
      success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
      cancel_url: 'https://shop.example/cart',
    });
    expect(status).toBe(201);
    const { publicToken, reference } = await till.till
      .selectFrom('orders')
      .select(['publicToken', 'reference'])
      .where('orderId', '=', 'A-1001')
      .executeTakeFirstOrThrow();
    expect(body).toEqual({
      id: expect.stringMatching(ID) as string,
      object: 'checkout.session',
      mode: 'payment',
      url: `https://pay.example/pay/${publicToken}`,
      status: 'open',
      payment_status: 'unpaid',
      order_id: 'A-1001',
      order_status: 'OPEN',
      client_reference_id: 'cart 77',
      amount: '9',
      amount_in_smallest_units: '9000000000000',
      asset_id: null,
      currency: 'LLD',
      line_items: [
        { name: 'Coffee, 250 g', quantity: 2, unit_amount: '4.25' },
        { name: 'Filter', quantity: 1, unit_amount: '0.5' },
      ],
      description: '2 × Coffee, 250 g, Filter',
      metadata: { cart: '77' },
      company: null,
      success_url: 'https://shop.example/thanks?session={CHECKOUT_SESSION_ID}',
      cancel_url: 'https://shop.example/cart',
      expires_at: expect.any(Number) as number,
      created: expect.any(Number) as number,
    });
    const { expires_at: ends, created } = body as unknown as { expires_at: number; created: number };
    expect(created).toBeGreaterThanOrEqual(before);
    expect(ends - created).toBe((10_000 * 6_000) / 1_000);
    expect(reference).toBe('A-1001');
    expect(await till.send('GET', `/${body.id}`)).toMatchObject({ status: 200, body });
  });

  it('needs an amount and nothing else, and names the order after the session', async () => {
    const session = await open();
    expect(session).toMatchObject({
      order_id: session.id,
      amount: '5',
      line_items: null,
      description: null,
      metadata: {},
      success_url: null,
      cancel_url: null,
    });
    const { gateway, shop } = till;
    const order = await fetch(`${gateway.url}/v1/orders/${session.id}`, {
      headers: { authorization: `Bearer ${shop.readKey}` },
    });
    expect(await order.json()).toMatchObject({ orderId: session.id, payee: ALICE, status: 'OPEN' });
  });

  it('takes an asset, an address of its own, a payee and a time', async () => {
    const expires = Math.floor(Date.now() / 1_000) + 3_600;
    const session = await open({
      amount: '7.5',
      asset_id: '1984',
      payment_mode: 'address',
      payee: ALICE,
      expires_at: expires,
    });
    expect(session).toMatchObject({
      currency: 'USDT',
      asset_id: '1984',
      amount: '7.5',
      amount_in_smallest_units: '7500000',
      expires_at: expires,
    });
    const row = await till.till
      .selectFrom('orders')
      .select(['mode', 'expiryHeight'])
      .where('orderId', '=', session.id)
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ mode: 'address', expiryHeight: HEIGHT + 600 });
  });

  it('is done once for a key, and once for an order id', async () => {
    const counts = await till.rowCounts();
    const headers = { 'idempotency-key': 'cart-1' };
    const body = { amount: '3', client_reference_id: 'c' };
    const first = await till.send('POST', '', body, undefined, headers);
    expect(await till.send('POST', '', body, undefined, headers)).toEqual(first);
    const other = await till.send('POST', '', { amount: '4' }, undefined, headers);
    expect([other.status, other.body.error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);

    const named = { amount: '3', order_id: 'once' };
    const [one, two] = await Promise.all([till.send('POST', '', named), till.send('POST', '', named)]);
    expect([one.status, two.status].toSorted()).toEqual([200, 201]);
    expect(two.body).toEqual(one.body);
    const changed = await till.send('POST', '', { amount: '4', order_id: 'once' });
    expect(changed).toMatchObject({
      status: 409,
      body: { error: { code: 'ORDER_CONFLICT', field: 'order_id' } },
    });
    expect((await till.rowCounts())['orders']).toBe((counts['orders'] ?? 0) + 2);
  });

  it('is no second way to an order that was registered without a session', async () => {
    await till.post({ orderId: 'plain', amount: '5' });
    const { status, body } = await till.send('POST', '', { order_id: 'plain', amount: '5' });
    expect([status, body.error.code]).toEqual([409, 'ORDER_CONFLICT']);
    await open({ order_id: 'session' });
    expect((await till.post({ orderId: 'session', amount: '5' })).error.code).toBe('ORDER_CONFLICT');
  });

  it.each<[string, object, string, string]>([
    ['no amount', { amount: null }, 'BAD_USER_INPUT', 'amount'],
    ['an amount of nothing', { amount: '0' }, 'INVALID_AMOUNT', 'amount'],
    ['a number as amount', { amount: 5 }, 'BAD_USER_INPUT', 'amount'],
    ['more decimals than there are', { amount: '1.0000000000001' }, 'INVALID_AMOUNT', 'amount'],
    ['an asset that is none', { asset_id: '77' }, 'UNKNOWN_ASSET', 'asset_id'],
    ["somebody else's account", { payee: BOB }, 'PAYEE_NOT_REGISTERED', 'payee'],
    ['another mode', { mode: 'subscription' }, 'BAD_USER_INPUT', 'mode'],
    ['another way to pay', { payment_mode: 'card' }, 'BAD_USER_INPUT', 'payment_mode'],
    ['a field that is none', { customer: 'x' }, 'UNKNOWN_FIELD', 'customer'],
    ['a script', { success_url: 'javascript:alert(1)' }, 'BAD_USER_INPUT', 'success_url'],
    ['an address without a scheme', { cancel_url: 'shop.example' }, 'BAD_USER_INPUT', 'cancel_url'],
    ['a time that is over', { expires_at: 1 }, 'BAD_USER_INPUT', 'expires_at'],
    ['a time in words', { expires_at: '2030-01-01' }, 'BAD_USER_INPUT', 'expires_at'],
    ['metadata that is no object', { metadata: 'x' }, 'BAD_USER_INPUT', 'metadata'],
    ['a reference of two lines', { client_reference_id: 'a\nb' }, 'BAD_USER_INPUT', 'client_reference_id'],
    ['an order id of dots', { order_id: '..' }, 'BAD_USER_INPUT', 'order_id'],
    ['no items', { line_items: [] }, 'BAD_USER_INPUT', 'line_items'],
    [
      'items of another sum',
      { line_items: [{ name: 'a', quantity: 1, unit_amount: '4' }] },
      'AMOUNT_MISMATCH',
      'amount',
    ],
    [
      'half a piece',
      { line_items: [{ name: 'a', quantity: 0.5, unit_amount: '10' }] },
      'BAD_USER_INPUT',
      'line_items.0.quantity',
    ],
    [
      'a price that is none',
      { line_items: [{ name: 'a', quantity: 1, unit_amount: '5,0' }] },
      'INVALID_AMOUNT',
      'line_items.0.unit_amount',
    ],
  ])('refuses %s, and leaves nothing behind', async (_what, more, code, field) => {
    const before = await till.rowCounts();
    const { status, body } = await till.send('POST', '', { amount: '5', ...more });
    expect([status, body.error]).toMatchObject([400, { code, field }]);
    expect(body.error.message.startsWith(`${field}: `)).toBe(true);
    expect(await till.rowCounts()).toEqual(before);
  });

  it('does not promise signed ways back that nobody can sign', async () => {
    const keyless = await openTestGateway(till.index.database.url, { secretKey: null });
    const ask = (body: object) =>
      fetch(`${keyless.url}/v1/checkout/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${till.shop.secretKey}` },
        body: JSON.stringify(body),
      });
    const refused = await ask({ amount: '1', success_url: 'https://shop.example/' });
    expect([refused.status, await refused.json()]).toMatchObject([
      503,
      { error: { code: 'SECRET_KEY_MISSING' } },
    ]);
    expect((await ask({ amount: '1' })).status).toBe(201);
    await keyless.close();
  });
});

describe('a session', () => {
  it('is paid once its order is settled, and not before', async () => {
    const { id, order_id: reference } = await open({ order_id: 'pay-1' });
    const seen = async () => {
      const { body } = await till.send('GET', `/${id}`);
      return [body.status, body.payment_status];
    };
    await till.block({ to: ALICE, value: 2n * LLD, reference });
    await till.settle();
    expect(await seen()).toEqual(['open', 'unpaid']);
    await till.block({ to: ALICE, value: 3n * LLD, reference });
    expect(await seen()).toEqual(['open', 'unpaid']);
    await till.settle();
    expect(await seen()).toEqual(['complete', 'paid']);
  });

  it.each(['expired', 'canceled', 'invalid'] as const)(
    'of an order that is %s is over, and not paid',
    async (status) => {
      const { id } = await open();
      await till.till
        .updateTable('orders')
        .set({ status, received: '5000000000000' })
        .where('orderId', '=', id)
        .execute();
      const { body } = await till.send('GET', `/${id}`);
      expect(body).toMatchObject({ status: 'expired', payment_status: 'unpaid' });
    },
  );

  it('is nothing to other merchants, and to keys that may not see orders', async () => {
    const { id } = await open();
    const mine = await till.send('GET', `/${id}`, undefined, till.shop.readKey);
    expect(mine.status).toBe(200);
    for (const [method, path] of [
      ['GET', `/${id}`],
      ['POST', `/${id}/expire`],
    ] as const) {
      const { status, body } = await till.send(method, path, undefined, till.other.secretKey);
      expect([status, body.error.code]).toEqual([404, 'SESSION_NOT_FOUND']);
      expect((await till.send(method, path, undefined, null)).status).toBe(401);
      expect((await till.send(method, path, undefined, await createTestOperator(till.till))).status).toBe(
        403,
      );
    }
    const { merchantId } = till.shop;
    const blind = await createTestKey(till.till, { merchantId, kind: 'secret', scopes: ['webhooks:read'] });
    expect((await till.send('GET', `/${id}`, undefined, blind)).status).toBe(403);
    expect((await till.send('POST', `/${id}/expire`, undefined, till.shop.readKey)).status).toBe(403);
    expect((await till.send('POST', '', { amount: '1' }, till.shop.readKey)).status).toBe(403);
    for (const none of ['cs_x', 'x', '%00', `cs_${'0'.repeat(32)}`]) {
      expect((await till.send('GET', `/${none}`)).body.error.code).toBe('SESSION_NOT_FOUND');
    }
  });
});
