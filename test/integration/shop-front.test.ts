/** A shop without a server: its page orders from the catalogue over a socket, and hears when it is paid. */
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB } from '../support/accounts.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { DAVE } from '../support/order-till.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';
import { openFront, type FrontMessage, type TestFront } from '../support/shop-front.js';
import { createTestKey } from '../support/till.js';

jest.setTimeout(60_000);

const PRICE = '1500000000000';

let world: TestSettlement;
let gateway: TestGateway;
let shop: string;
let secretKey: string;
let key: string;
let height = 100;

beforeAll(async () => {
  world = await createTestSettlement();
  // More is ordered here than one address may in a minute.
  gateway = await openTestGateway(world.index.database.url, { shopFront: { ordersPerAddress: 1_000 } });
  shop = await world.merchant(BOB);
  secretKey = await createTestKey(world.till, { merchantId: shop, kind: 'secret' });
  key = await createTestKey(world.till, { merchantId: shop, kind: 'publishable' });
  await world.block(height);
  await world.settle();
  await rest('POST', '', { sku: 'coffee', name: 'Coffee', price: '1.5' });
  await rest('POST', '', { sku: 'old', name: 'Old', price: '1', active: false });
  await rest('POST', '', { sku: 'quick', name: 'Quick', price: '1', expiresInBlocks: 2 });
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

async function rest(method: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${gateway.url}/v1/products${path}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Pays an order's reference from an account, finally. */
async function pay(order: FrontMessage, from: string, value = BigInt(PRICE)): Promise<void> {
  height += 1;
  await world.block(height, [payment(BOB, value, order['reference'] as string, { fromId: from })]);
  await world.settle();
}

async function order(front: TestFront, message: object = {}): Promise<FrontMessage> {
  front.send({ type: 'new order', item: 'coffee', account: ALICE, ...message });
  return front.next();
}

/** What is not paid counts against its account in the next test, too. */
afterEach(async () => {
  await world.till
    .updateTable('orders')
    .set({ status: 'canceled' })
    .where('status', '=', 'open')
    .where('merchantId', '=', shop)
    .execute();
});

describe('a new order', () => {
  it('is answered with what to pay, at the price of the catalogue, and told as settled once it is paid', async () => {
    const front = await openFront(gateway, key);
    const made = await order(front);
    expect(made).toMatchObject({
      type: 'order',
      status: 'OPEN',
      payer: ALICE,
      payee: BOB,
      amount: { value: PRICE },
      remark: { text: `order:${String(made['reference'])}` },
      description: 'Coffee',
      url: `https://pay.example/pay/${String(made['publicToken'])}`,
    });
    await pay(made, ALICE);
    const success = await front.nextOf('success');
    expect(success).toMatchObject({
      orderId: made['orderId'],
      status: 'SETTLED',
      received: { value: PRICE },
    });
    await front.close();
  });

  it('is the merchant’s as any other, with the item in its metadata', async () => {
    const front = await openFront(gateway, key);
    const { orderId } = await order(front, { quantity: 3 });
    const response = await fetch(`${gateway.url}/v1/orders/${String(orderId)}`, {
      headers: { authorization: `Bearer ${secretKey}` },
    });
    expect(await response.json()).toMatchObject({
      expected: { value: (3n * BigInt(PRICE)).toString() },
      payer: ALICE,
      description: '3 × Coffee',
      metadata: { item: 'coffee', quantity: 3 },
    });
    await front.close();
  });

  it('is not settled by another account: that money waits in the inbox, and the buyer can still pay', async () => {
    const front = await openFront(gateway, key);
    const made = await order(front);
    await pay(made, DAVE);
    expect(await world.events()).toContain('order.other_payer');
    const { rows } = await world.index.client.query(
      `select reason, inbox from till.payments where transfer_id = $1`,
      [`${height}-0`],
    );
    expect(rows).toEqual([{ reason: 'other_payer', inbox: 'waiting' }]);
    await pay(made, ALICE);
    expect(await front.nextOf('success')).toMatchObject({ orderId: made['orderId'] });
    expect(front.messages.filter((text) => text.includes('"type":"success"'))).toHaveLength(1);
    await front.close();
  });

  it('tells of a part, then of the rest', async () => {
    const front = await openFront(gateway, key);
    const made = await order(front);
    await pay(made, ALICE, 1n);
    expect(await front.nextOf('status')).toBeDefined();
    await pay(made, ALICE, BigInt(PRICE) - 1n);
    expect(await front.nextOf('success')).toMatchObject({ amountState: 'EXACT' });
    const told = front.messages.map((text) => JSON.parse(text) as FrontMessage);
    expect(told.find(({ type, amountState }) => type === 'status' && amountState === 'UNDER')).toMatchObject({
      received: { value: '1' },
    });
    await front.close();
  });

  it('is told as expired when its blocks are over', async () => {
    const front = await openFront(gateway, key);
    const made = await order(front, { item: 'quick' });
    await world.settle();
    height += 3;
    await world.block(height);
    await world.settle();
    expect(await front.nextOf('expired')).toMatchObject({ orderId: made['orderId'], status: 'EXPIRED' });
    await front.close();
  });

  it('lives about a quarter of an hour where the product says nothing', async () => {
    const front = await openFront(gateway, key);
    expect(await order(front)).toMatchObject({ expiryBlock: height + 150 });
    await front.close();
  });
});

describe('the same message', () => {
  it('is the same order under the same ref, also at a new price and on a new connection', async () => {
    const ref = 'c0ffee00-1111';
    const [front, again] = await Promise.all([openFront(gateway, key), openFront(gateway, key)]);
    const made = await order(front, { ref });
    await rest('PATCH', '/coffee', { price: '9' });
    expect(await order(again, { ref })).toMatchObject({
      ref,
      orderId: made['orderId'],
      amount: { value: PRICE },
    });
    expect(await order(front, { ref })).toMatchObject({ type: 'order', orderId: made['orderId'] });
    expect(await order(again, { ref, quantity: 2 })).toMatchObject({
      type: 'error',
      code: 'IDEMPOTENCY_KEY_REUSED',
      ref,
    });
    await rest('PATCH', '/coffee', { price: '1.5' });
    await Promise.all([front.close(), again.close()]);
  });

  it('is another order for another account, and without a ref', async () => {
    const front = await openFront(gateway, key);
    const ids = [
      await order(front, { ref: 'c0ffee00-2222' }),
      await order(front, { ref: 'c0ffee00-2222', account: DAVE }),
      await order(front),
      await order(front),
    ].map(({ orderId }) => orderId);
    expect(new Set(ids).size).toBe(4);
    await front.close();
  });
});

describe('after a lost connection', () => {
  it('an order is followed by its token, without a key', async () => {
    const front = await openFront(gateway, key);
    const made = await order(front);
    await front.close();
    const back = await openFront(gateway, null);
    back.send({ type: 'follow order', token: made['publicToken'] });
    expect(await back.next()).toMatchObject({ type: 'order', orderId: made['orderId'], status: 'OPEN' });
    await pay(made, ALICE);
    expect(await back.nextOf('success')).toMatchObject({ orderId: made['orderId'] });
    await back.close();
    const later = await openFront(gateway, null);
    later.send({ type: 'follow order', token: made['publicToken'] });
    expect(await later.next()).toMatchObject({ type: 'order', status: 'SETTLED' });
    expect(await later.next()).toMatchObject({ type: 'success', orderId: made['orderId'] });
    await later.close();
  });

  it('no other token leads to an order, and nothing is ordered without a key', async () => {
    const back = await openFront(gateway, null);
    back.send({ type: 'follow order', token: `pub_${'0'.repeat(32)}` });
    expect(await back.next()).toMatchObject({ type: 'error', code: 'ORDER_NOT_FOUND' });
    expect(await order(back)).toMatchObject({ type: 'error', code: 'UNAUTHENTICATED' });
    await back.close();
  });
});

describe('what the catalogue does not have', () => {
  it('cannot be ordered: unknown, out of sale, or another merchant’s', async () => {
    const other = await world.merchant(DAVE);
    const otherKey = await createTestKey(world.till, { merchantId: other, kind: 'publishable' });
    const [front, theirs] = [await openFront(gateway, key), await openFront(gateway, otherKey)];
    const refused = { type: 'error', code: 'ITEM_NOT_FOUND', field: 'item' };
    expect(await order(front, { item: 'tea' })).toMatchObject(refused);
    expect(await order(front, { item: 'old' })).toMatchObject(refused);
    expect(await order(front, { item: 'a\0b' })).toMatchObject(refused);
    expect(await order(theirs)).toMatchObject(refused);
    await Promise.all([front.close(), theirs.close()]);
  });

  it.each<[string, unknown, string]>([
    ['a price', { type: 'new order', item: 'coffee', account: ALICE, price: '0.1' }, 'UNKNOWN_FIELD'],
    ['a payee', { type: 'new order', item: 'coffee', account: ALICE, payee: DAVE }, 'UNKNOWN_FIELD'],
    ['no account', { type: 'new order', item: 'coffee' }, 'BAD_USER_INPUT'],
    ['an account that is none', { type: 'new order', item: 'coffee', account: '5x' }, 'INVALID_ADDRESS'],
    ['the shop’s own account', { type: 'new order', item: 'coffee', account: BOB }, 'OWN_ACCOUNT'],
    ['nothing of it', { type: 'new order', item: 'coffee', account: ALICE, quantity: 0 }, 'BAD_USER_INPUT'],
    [
      'a ref that can be guessed',
      { type: 'new order', item: 'coffee', account: ALICE, ref: '1' },
      'BAD_USER_INPUT',
    ],
    ['another type', { type: 'buy', item: 'coffee' }, 'BAD_USER_INPUT'],
    ['no JSON', 'coffee, please', 'MALFORMED_JSON'],
    ['a key twice', '{"type":"new order","type":"follow order"}', 'DUPLICATE_KEY'],
  ])('is refused with %s, and the connection goes on', async (_what, message, code) => {
    const front = await openFront(gateway, key);
    const before = await world.till.selectFrom('orders').select('id').execute();
    front.send(message);
    expect(await front.next()).toMatchObject({ type: 'error', code });
    expect(await world.till.selectFrom('orders').select('id').execute()).toHaveLength(before.length);
    expect(await order(front)).toMatchObject({ type: 'order' });
    await front.close();
  });
});

it('the account is a term: the database lets nobody change it', async () => {
  const front = await openFront(gateway, key);
  const { type, orderId } = await order(front);
  expect(type).toBe('order');
  const change = world.till
    .updateTable('orders')
    .set({ payer: parseAccount(DAVE) } as never)
    .where('orderId', '=', String(orderId))
    .execute();
  await expect(change).rejects.toMatchObject({ code: 'CT001' });
  await front.close();
});
