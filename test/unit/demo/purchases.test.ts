import type { GatewayEvent } from '../../../src/client/index.js';
import { PRODUCTS } from '../../../src/demo/products.js';
import { openPurchases, type Purchases } from '../../../src/demo/purchases.js';

const [product] = PRODUCTS;
if (!product) throw new Error('nothing to sell');

let purchases: Purchases;
beforeEach(() => {
  purchases = openPurchases();
  purchases.add({ orderId: 'A', product, payUrl: 'https://pay.example/pay/pub_1' });
});

/** As far as the shop looks into it. */
const event = (type: string, sequence: number, orderId: string | null = 'A'): GatewayEvent =>
  ({ type, sequence, data: { order: orderId === null ? null : { orderId } } }) as unknown as GatewayEvent;
const status = (): string | undefined => purchases.find('A')?.status;

it('follows its order', () => {
  expect(status()).toBe('awaiting');
  purchases.hear(event('order.payment.detected', 2));
  expect(status()).toBe('seen');
  purchases.hear(event('order.payment.retracted', 3));
  expect(status()).toBe('awaiting');
  purchases.hear(event('order.settled', 4));
  expect(status()).toBe('paid');
});

it('leaves alone what is older than what it knows, by whatever way that came', () => {
  purchases.hear(event('order.payment.retracted', 3));
  purchases.hear(event('order.payment.detected', 2));
  expect(status()).toBe('awaiting');
  purchases.learn({ orderId: 'A', status: 'EXPIRED', sequence: 5 });
  purchases.hear(event('order.payment.detected', 4));
  expect(status()).toBe('closed');
});

it('delivers once it is paid, however late it hears of it, and for good', () => {
  purchases.learn({ orderId: 'A', status: 'EXPIRED', sequence: 5 });
  purchases.hear(event('order.settled', 4));
  expect(status()).toBe('paid');
  purchases.learn({ orderId: 'A', status: 'INVALID', sequence: 9 });
  expect(status()).toBe('paid');
});

it.each(['order.created', 'order.partially_paid', 'order.overpaid', 'order.marked', 'a.later.type'])(
  'does nothing for %s',
  (type) => {
    purchases.hear(event(type, 9));
    expect(status()).toBe('awaiting');
  },
);

it('does nothing for orders of others, or none', () => {
  purchases.hear(event('order.settled', 2, 'B'));
  purchases.hear(event('order.settled', 2, null));
  expect(status()).toBe('awaiting');
  expect(purchases.find('B')).toBeUndefined();
});

it('remembers a thousand, the newest', () => {
  for (let i = 0; i < 1_000; i += 1) purchases.add({ orderId: `B-${i}`, product, payUrl: '' });
  expect(purchases.find('A')).toBeUndefined();
  expect(purchases.find('B-0')).toBeDefined();
  expect(purchases.find('B-999')).toBeDefined();
});
