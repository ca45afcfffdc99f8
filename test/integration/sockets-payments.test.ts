import { pino } from 'pino';
import type { PaymentStatus } from '../../src/gateway/sockets/payment-message.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { orderDataOf, paymentDataOf } from '../support/event-data.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  createTestKey,
  createTestMerchant,
  createTestOperator,
  openTestTill,
  type TestMerchant,
} from '../support/till.js';
import { openSocket, refusedSocket } from '../support/web-socket.js';

interface Message {
  readonly payment: Readonly<Record<string, unknown>> & { readonly status: PaymentStatus };
  readonly order: Readonly<Record<string, unknown>>;
  readonly event: { readonly id: string; readonly type: string; readonly cursor: string };
}

const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { log });
  shop = await createTestMerchant(till);
  other = await createTestMerchant(till, { name: 'Another shop' });
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

const read = (text: string): Message => JSON.parse(text) as Message;
const keyed = (key: string): string => `/api/v1/ws/${key}`;
const bearer = (key: string): { headers: Record<string, string> } => ({
  headers: { authorization: `Bearer ${key}` },
});

describe('what happens to payments', () => {
  it.each([
    ['order.payment.detected', 'open', 'pending', '4000'],
    ['order.payment.retracted', 'open', 'pending', '4000'],
    ['order.partially_paid', 'open', 'pending', '4000'],
    ['order.settled', 'settled', 'confirmed', '6000'],
    ['order.expired', 'expired', 'failed', '5000'],
    ['order.canceled', 'canceled', 'failed', '5000'],
    ['order.marked', 'invalid', 'failed', '5000'],
  ] as const)('tells of %s, order %s, as %s', async (type, status, told, amount) => {
    const socket = await openSocket(gateway.url, keyed(shop.readKey));
    const order = orderDataOf({ status, received: '6000', description: 'two coffees' });
    const hasPayment = ['order.payment.detected', 'order.payment.retracted', 'order.partially_paid'];
    const payment = hasPayment.includes(type) ? { payment: paymentDataOf({ value: '4000' }) } : {};
    await appendTestEvents(till, [
      { merchantId: shop.merchantId, type, sequence: 7, data: { order, ...payment } },
    ]);
    const message = read(await socket.next());
    expect(message).toMatchObject({
      payment: {
        payment_hash: hasPayment.includes(type) ? `0x${'cd'.repeat(32)}` : null,
        amount,
        memo: 'two coffees',
        status: told,
        fee: '0',
        wallet_id: shop.merchantId,
      },
      order: { id: order.id, orderId: 'A-1001', status, symbol: 'UNIT', expected: '5000', received: '6000' },
      event: { type, sequence: 7 },
    });
    expect(Math.abs(Number(message.payment['timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    await socket.close();
  });

  it.each([
    ['4000', '4000'],
    [null, '5000'],
  ])('tells of a payment of %s that failed by its hash, its order still open', async (amount, told) => {
    const socket = await openSocket(gateway.url, keyed(shop.readKey));
    const data = { order: orderDataOf(), failure: { extrinsicHash: `0x${'fa'.repeat(32)}`, amount } };
    const { merchantId } = shop;
    await appendTestEvents(till, [{ merchantId, type: 'order.payment.failed', data }]);
    expect(read(await socket.next())).toMatchObject({
      payment: { payment_hash: `0x${'fa'.repeat(32)}`, amount: told, status: 'failed' },
      order: { status: 'open' },
      event: { type: 'order.payment.failed' },
    });
    await socket.close();
  });

  it('says confirmed of a settled order alone', async () => {
    const socket = await openSocket(gateway.url, keyed(shop.readKey));
    const { merchantId } = shop;
    const paid = { order: orderDataOf({ status: 'open' }), payment: paymentDataOf() };
    await appendTestEvents(till, [
      { merchantId, type: 'order.created', data: { order: orderDataOf() } },
      { merchantId, type: 'order.partially_paid', data: paid },
      { merchantId, type: 'order.marked', data: { order: orderDataOf({ status: 'settled' }) } },
      { merchantId, type: 'order.overpaid', data: paid },
      { merchantId, type: 'transfer.unmatched', data: { payment: paymentDataOf(), reason: 'no_reference' } },
      { merchantId, type: 'order.settled', data: { ...paid, order: orderDataOf({ status: 'settled' }) } },
    ]);
    expect(read(await socket.next())).toMatchObject({ payment: { status: 'pending' } });
    expect(read(await socket.next())).toMatchObject({
      payment: { status: 'confirmed' },
      event: { type: 'order.settled' },
    });
    await socket.close();
  });

  it('goes on after a cursor, without a gap and without a repetition', async () => {
    const socket = await openSocket(gateway.url, keyed(shop.readKey));
    const { merchantId } = shop;
    const sent = (orderId: string): object => ({
      merchantId,
      type: 'order.expired',
      data: { order: orderDataOf({ orderId }) },
    });
    await appendTestEvents(till, [sent('one'), sent('two')] as Parameters<typeof appendTestEvents>[1]);
    const { cursor } = read(await socket.next()).event;
    await socket.close();
    const again = await openSocket(gateway.url, `${keyed(shop.readKey)}?after=${cursor}`);
    await appendTestEvents(till, [sent('three')] as Parameters<typeof appendTestEvents>[1]);
    const rest = [read(await again.next()), read(await again.next())];
    expect(rest.map(({ order }) => order['orderId'])).toEqual(['two', 'three']);
    await again.close();
  });

  it('refuses a cursor of another log, and one that is none', async () => {
    const foreign = await refusedSocket(
      gateway.url,
      `${keyed(shop.readKey)}?after=00000000-0000-4000-8000-000000000000:1`,
    );
    expect(foreign).toMatchObject({
      status: 400,
      body: expect.stringContaining('restored or reset') as string,
    });
    expect(await refusedSocket(gateway.url, `${keyed(shop.readKey)}?after=x`)).toMatchObject({ status: 400 });
  });
});

describe('whose payments', () => {
  it('tells a merchant nothing of another, whichever way its key comes', async () => {
    const sockets = await Promise.all([
      openSocket(gateway.url, keyed(shop.readKey)),
      openSocket(gateway.url, keyed(shop.secretKey)),
      openSocket(gateway.url, '/api/v1/ws', bearer(shop.readKey)),
      openSocket(gateway.url, '/api/v1/ws/', { headers: { 'x-api-key': shop.readKey } }),
      openSocket(gateway.url, '/api/v1/ws'),
    ]);
    sockets[4].socket.send(JSON.stringify({ key: shop.readKey }));
    expect(await sockets[4].next()).toBe('{"listening":true}');
    await appendTestEvents(till, [
      {
        merchantId: other.merchantId,
        type: 'order.expired',
        data: { order: orderDataOf({ orderId: 'theirs' }) },
      },
      {
        merchantId: shop.merchantId,
        type: 'order.expired',
        data: { order: orderDataOf({ orderId: 'ours' }) },
      },
    ]);
    for (const socket of sockets) {
      expect(read(await socket.next()).order['orderId']).toBe('ours');
      await socket.close();
    }
  });

  it('refuses keys that do not work, that may not, and that are the operator’s', async () => {
    const operator = await createTestOperator(till);
    const narrow = await createTestKey(till, { ...shop, kind: 'secret', scopes: ['keys:write'] });
    const unknown = `rk_${'0'.repeat(16)}_${'0'.repeat(64)}`;
    const paths = [keyed(unknown), keyed(operator), keyed(narrow), keyed(`${shop.readKey}0`), keyed('rk_x')];
    const answers = await Promise.all(paths.map((path) => refusedSocket(gateway.url, path)));
    expect(answers.map(({ status }) => status)).toEqual([401, 403, 403, 401, 401]);
    expect(await refusedSocket(gateway.url, '/api/v1/ws', bearer(unknown))).toMatchObject({ status: 401 });
    expect(await refusedSocket(gateway.url, '/api/v1/ws', bearer('of brass'))).toMatchObject({ status: 401 });
  });

  it.each([
    ['a key that does not work', '{"key":"rk_0000000000000000_1"}', 4401],
    ['a key that is no text', '{"key":7}', 4400],
    ['what is no JSON', 'hello', 4400],
    ['too much', 'x'.repeat(2_000), 1009],
  ])('closes whoever begins with %s', async (_what, message, code) => {
    const socket = await openSocket(gateway.url, '/api/v1/ws');
    socket.socket.send(message);
    expect(await socket.closed).toMatchObject({ code });
  });

  it('writes no key to the log, also where a request fails', async () => {
    const { secretKey, readKey } = shop;
    await (await openSocket(gateway.url, keyed(readKey))).close();
    await fetch(`${gateway.url}/api/v1/ws/${readKey}`);
    await fetch(`${gateway.url}/api/v1/ws/${secretKey}/hello`, bearer(secretKey));
    await fetch(`${gateway.url}/api/v1/ws/${secretKey}?data=x`, { method: 'POST' });
    await refusedSocket(gateway.url, `${keyed(readKey)}?after=%00`);
    await refusedSocket(gateway.url, `/elsewhere/${readKey}`);
    const told = lines.join('\n');
    expect(told).not.toContain(readKey.slice(20));
    expect(told).not.toContain(secretKey.slice(20));
  });
});

describe('what is no socket', () => {
  it('is refused with 404, and the connection ends', async () => {
    for (const path of ['/elsewhere', '/api/v1/wsx', '/health']) {
      expect(await refusedSocket(gateway.url, path)).toMatchObject({ status: 404 });
    }
  });

  it('does not keep the gateway from closing', async () => {
    const second = await openTestGateway(index.database.url);
    const sockets = await Promise.all([
      openSocket(second.url, keyed(shop.readKey)),
      openSocket(second.url, '/api/v1/ws'),
    ]);
    await second.close();
    for (const { closed } of sockets) expect(await closed).toMatchObject({ code: 1001 });
  });
});
