import { plainAmount, readableAmount } from '../../../src/web/amounts.js';

it.each([
  ['12500000000000', 12, '12.5', '12.5', '12,5'],
  ['1', 12, '0.000000000001', '0.000000000001', '0,000000000001'],
  // More than a float holds.
  [
    '123456789012345678901234567890',
    12,
    '123456789012345678.90123456789',
    '123,456,789,012,345,678.90123456789',
    '123.456.789.012.345.678,90123456789',
  ],
  ['0', 12, '0', '0', '0'],
  ['1000', 0, '1000', '1,000', '1.000'],
  ['1234', null, '1234', '1,234', '1.234'],
])('writes %s with %s decimals', (value, decimals, plain, english, german) => {
  expect(plainAmount(value, decimals)).toBe(plain);
  expect(readableAmount(value, decimals, 'en-GB')).toBe(english);
  expect(readableAmount(value, decimals, 'de-DE')).toBe(german);
});

it("writes the reader's own digits", () => {
  expect(readableAmount('12500', 3, 'ar-EG')).toBe('١٢٫٥');
});
