import { createAddressOrders, type BegunOrder } from '../../../src/gateway/shop-front/address-orders.js';

const order = (change: Partial<BegunOrder> = {}): BegunOrder => ({
  keyId: 'pk_1',
  address: '203.0.113.7',
  payer: '0xa1',
  livesMs: 1_000,
  ...change,
});

describe('orders of one address', () => {
  it('are those of the same key and address, made or being made', () => {
    const orders = createAddressOrders(() => 0);
    orders.begin(order()).end('pub_1');
    orders.begin(order({ payer: '0xb2' }));
    orders.begin(order({ keyId: 'pk_2' })).end('pub_2');
    orders.begin(order({ address: '203.0.113.8' })).end('pub_3');
    expect(orders.begin(order()).before).toEqual({ tokens: ['pub_1'], underway: 1, underwayOfPayer: 0 });
    expect(orders.begin(order()).before).toEqual({ tokens: ['pub_1'], underway: 2, underwayOfPayer: 1 });
  });

  it('are none where nothing was made, or nothing new', () => {
    const orders = createAddressOrders(() => 0);
    orders.begin(order()).end(null);
    orders.begin(order()).end('pub_1');
    orders.begin(order()).end('pub_1');
    expect(orders.begin(order()).before).toEqual({ tokens: ['pub_1'], underway: 0, underwayOfPayer: 0 });
  });

  it('are forgotten once they cannot wait any more', () => {
    let now = 0;
    const orders = createAddressOrders(() => now);
    orders.begin(order()).end('pub_1');
    orders.begin(order({ livesMs: 5_000 })).end('pub_2');
    now = 1_000;
    expect(orders.begin(order({ address: '203.0.113.8' })).before.tokens).toEqual([]);
    expect(orders.begin(order()).before.tokens).toEqual(['pub_2']);
  });
});
