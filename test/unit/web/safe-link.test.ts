import { explorerLink, safeLink } from '../../../src/web/checkout/safe-link.js';

it.each(['https://shop.example/thanks?order=1', 'http://127.0.0.1:4000/thanks'])('goes to %s', (address) => {
  expect(safeLink(address)).toBe(address);
});

it.each(['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', '/thanks', '//shop.example', ''])(
  'goes nowhere for %j',
  (address) => {
    expect(safeLink(address)).toBeNull();
  },
);

it('writes a hash into the link of an explorer and nothing beside it', () => {
  const template = 'https://explorer.example/extrinsic/{hash}';
  expect(explorerLink(template, '0xab')).toBe('https://explorer.example/extrinsic/0xab');
  expect(explorerLink(template, '../?x')).toBe('https://explorer.example/extrinsic/..%2F%3Fx');
  expect(explorerLink(null, '0xab')).toBeNull();
});
