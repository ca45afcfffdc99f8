import { amountText, isZero } from '../../../../src/web/dashboard/amount-text.js';
import { durationText } from '../../../../src/web/dashboard/overview/duration-text.js';

describe('an amount', () => {
  it.each([
    ['1234567890123456789', '1234567.890123456789 LLD', 'en', '1,234,567.890123456789\u00a0LLD'],
    ['1234567890123456789', '1234567.890123456789 LLD', 'de', '1.234.567,890123456789\u00a0LLD'],
    [
      '340282366920938463463374607431768211455',
      null,
      'en',
      '340,282,366,920,938,463,463,374,607,431,768,211,455\u00a0units',
    ],
    ['0', '0 LLD', 'en', '0\u00a0LLD'],
    ['-15', '-1.5 LLD', 'en', '−1.5\u00a0LLD'],
    ['12', '1.2 Two Words', 'en', '1.2\u00a0Two Words'],
    ['12', '1.2', 'en', '1.2'],
  ])('of %s is written whole', (value, formatted, locale, text) => {
    expect(amountText({ value, formatted }, locale, 'units')).toBe(text);
  });

  it('is zero or not, whatever its size', () => {
    const of = (value: string): boolean => isZero({ value, formatted: null });
    expect([of('0'), of('000'), of('10'), of('1'.repeat(60))]).toEqual([true, true, false, false]);
  });
});

it.each([
  [0, '0 sec'],
  [400, '0.4 sec'],
  [5_250, '5.3 sec'],
  [60_000, '1 min'],
  [125_400, '2 min 5 sec'],
  [3_600_000 + 59_000, '1 hr'],
  [26 * 3_600_000, '1 day 2 hr'],
])('writes %i milliseconds', (ms, text) => {
  expect(durationText(ms, 'en')).toBe(text);
});
