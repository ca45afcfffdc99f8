import { hrefOf, readRoute } from '../../../../src/web/dashboard/route.js';

it.each([
  ['', [], {}],
  ['#/', [], {}],
  ['#/orders', ['orders'], {}],
  ['#/orders/A-1001', ['orders', 'A-1001'], {}],
  ['#/orders?status=OPEN&search=a%20b', ['orders'], { status: 'OPEN', search: 'a b' }],
  ['#/orders/100%', ['orders', '100%'], {}],
])('reads %s', (hash, path, query) => {
  expect(readRoute(hash)).toEqual({ path, query });
});

it.each(['plain', 'a/b', '..', '#7 / März?x=1&%41 🛒', '100%', ' '])(
  'leads to an order called %j',
  (orderId) => {
    expect(readRoute(hrefOf(['orders', orderId], { search: orderId }))).toEqual({
      path: ['orders', orderId],
      query: { search: orderId },
    });
  },
);

it('leaves out what is empty', () => {
  expect(hrefOf(['orders'], { status: null, search: '', after: undefined })).toBe('#/orders');
  expect(hrefOf([])).toBe('#/');
});
