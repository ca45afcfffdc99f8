/** What a payment link says, as shops really write it: encoded once, twice, or by halves. */
import { missingIn, readLinkTexts } from '../../../src/domain/payment-link/texts.js';

const read = (query: string): object => readLinkTexts('557', new URLSearchParams(query));

it.each<[string, string, object]>([
  [
    'encoded once',
    'price=4.5&callback=https%3A%2F%2Fshop.example%2Fthanks%3Forder%3D557&remark=Order%20%23557',
    { price: '4.5', callback: 'https://shop.example/thanks?order=557', remark: 'Order #557' },
  ],
  [
    'encoded twice',
    'price=4.5&callback=https%253A%252F%252Fshop.example%252Fthanks%253Forder%253D557&remark=Order%2520%2523557',
    { price: '4.5', callback: 'https://shop.example/thanks?order=557', remark: 'Order #557' },
  ],
  [
    'hardly encoded',
    'callback=https://shop.example/thanks&hook=http://shop.example:8080/hook',
    { callback: 'https://shop.example/thanks', hook: 'http://shop.example:8080/hook' },
  ],
  ['a plus for a blank', 'remark=Two+coffees', { remark: 'Two coffees' }],
  ['a plus that is one', 'remark=1%2B1', { remark: '1+1' }],
  ['a plus that is one, encoded twice', 'remark=1%252B1', { remark: '1+1' }],
  ['a percent sign, encoded once', 'remark=100%25%20cotton', { remark: '100% cotton' }],
  ['a percent sign, encoded twice', 'remark=100%2525%2520cotton', { remark: '100% cotton' }],
  ['a percent sign as it is', 'remark=100%', { remark: '100%' }],
  ['bytes that are no UTF-8 after the second time', 'remark=%25ff', { remark: '%ff' }],
  ['letters beyond ASCII', 'remark=Gr%C3%BC%C3%9Fe', { remark: 'Grüße' }],
  ['letters beyond ASCII, twice', 'remark=Gr%25C3%25BC%25C3%259Fe', { remark: 'Grüße' }],
  [
    'an address that has escapes of its own, encoded once',
    'callback=https%3A%2F%2Fshop.example%2F%3Fnext%3D%252Fhome%2526a',
    { callback: 'https://shop.example/?next=%2Fhome%26a' },
  ],
  [
    'an address that has escapes of its own, encoded twice',
    'callback=https%253A%252F%252Fshop.example%252F%253Fnext%253D%25252Fhome',
    { callback: 'https://shop.example/?next=%2Fhome' },
  ],
  ['what is no field of a link', 'utm_source=mail&orderId=9&price=1', { price: '1' }],
  ['empty values', 'price=&toId=%20&remark=', { toId: ' ' }],
])('reads %s', (_what, query, fields) => {
  expect(read(query)).toEqual({ orderId: '557', ...fields });
});

it('takes no scheme away by decoding twice', () => {
  expect(read('callback=javascript%3Aalert(1)%2F%2F%2541')).toMatchObject({
    callback: 'javascript:alert(1)//%41',
  });
});

it('refuses a field that stands there twice', () => {
  expect(() => read('price=1&price=2')).toThrow('price: the link has it twice: write it once');
});

it('names all that is missing', () => {
  expect(missingIn(readLinkTexts('557', new URLSearchParams('toId=x&hook=y')))).toEqual([
    'price',
    'callback',
  ]);
  expect(missingIn(readLinkTexts('', []))).toEqual(['orderId', 'price', 'toId', 'callback', 'hook']);
});
