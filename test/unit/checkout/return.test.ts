import { returnAddress, returnParameters, returnText } from '../../../src/domain/checkout/return.js';

const names = { orderId: 'A 1/ü', sessionId: 'cs_1' };
const back = {
  ...names,
  instance: 'i',
  merchantId: 'm',
  status: 'settled',
  settledHeight: 7,
} as const;
const address = (link: string, sessionId: string | null = 'cs_1') =>
  returnAddress(link, { ...names, sessionId }, new Map([['chaintill_status', 'x&y']]));

it('signs one text for one statement', () => {
  expect(returnText(back)).toBe('chaintill-return-v1\ni\nm\nA 1/ü\ncs_1\nsettled\n7');
  expect(returnText({ ...back, sessionId: null, status: 'open', settledHeight: null })).toBe(
    'chaintill-return-v1\ni\nm\nA 1/ü\n\nopen\n',
  );
  expect(() => returnText({ ...back, orderId: 'A\ncs_2' })).toThrow(RangeError);
});

it('leaves out of the address what there is not', () => {
  const parameters = returnParameters(
    { ...back, sessionId: null, settledHeight: null },
    { key: 'k', signature: 's' },
  );
  expect([...parameters.keys()]).toEqual([
    'chaintill_order_id',
    'chaintill_status',
    'chaintill_key',
    'chaintill_signature',
  ]);
});

it.each([
  ['https://shop.example', 'https://shop.example/?chaintill_status=x%26y'],
  ['https://shop.example/?', 'https://shop.example/?chaintill_status=x%26y'],
  ['https://shop.example/a?b=%20c&d', 'https://shop.example/a?b=%20c&d&chaintill_status=x%26y'],
  ['https://shop.example/a#b', 'https://shop.example/a?chaintill_status=x%26y#b'],
  [
    'https://shop.example/{ORDER_ID}?s={CHECKOUT_SESSION_ID}#{ORDER_ID}',
    'https://shop.example/A%201%2F%C3%BC?s=cs_1&chaintill_status=x%26y#A%201%2F%C3%BC',
  ],
  // As a browser writes the first.
  ['https://shop.example/%7BORDER_ID%7D', 'https://shop.example/A%201%2F%C3%BC?chaintill_status=x%26y'],
  // Which host it is, is the shop's alone to say.
  ['https://{ORDER_ID}.example/', 'https://{order_id}.example/?chaintill_status=x%26y'],
])('makes of %s: %s', (link, expected) => {
  expect(address(link)).toBe(expected);
});

it('leaves a session in braces where there is none', () => {
  expect(address('https://shop.example/?s={CHECKOUT_SESSION_ID}', null)).toBe(
    'https://shop.example/?s={CHECKOUT_SESSION_ID}&chaintill_status=x%26y',
  );
});

it.each(['javascript:alert(1)', 'data:text/html,x', 'shop.example', ''])('goes nowhere for %j', (link) => {
  expect(address(link)).toBeNull();
});
