import fc from 'fast-check';
import { rateSchema, valueAt } from '../../../src/domain/order/rate.js';

describe('what an amount is worth', () => {
  it.each([
    [1_500_000_000_000n, 12, '0.0123', '0.01845'],
    [1_500_000_000_000n, 12, '2', '3'],
    [1n, 12, '0.000000000000000001', '0.000000000000000000000000000001'],
    [7n, 0, '3.10', '21.7'],
    [0n, 12, '5', '0'],
    [2n ** 128n - 1n, 0, '999999999999999999', `${(2n ** 128n - 1n) * 999_999_999_999_999_999n}`],
  ])('of %s with %i decimals at %s is %s', (value, decimals, price, worth) => {
    expect(valueAt(value, decimals, price)).toBe(worth);
  });

  it('is exact for every amount and price', () => {
    const price = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), fc.stringMatching(/^\d{0,18}$/));
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
        fc.nat({ max: 24 }),
        price,
        (value, decimals, [whole, rest]) => {
          const worth = valueAt(value, decimals, rest === '' ? `${whole}` : `${whole}.${rest}`);
          const [integer = '', fraction = ''] = worth.split('.');
          const digits = decimals + rest.length;
          expect(BigInt(integer + fraction.padEnd(digits, '0'))).toBe(value * BigInt(`${whole}${rest}`));
          expect(fraction.endsWith('0')).toBe(false);
        },
      ),
    );
  });
});

describe('a rate', () => {
  const accepts = (rate: object): boolean =>
    rateSchema.safeParse({ currency: 'EUR', price: '0.0123', ...rate }).success;

  it.each([
    {},
    { currency: 'LIBERLANDX', price: '999999999999999999.999999999999999999' },
    { price: '0.000000000000000001', source: 'Kraken, 12:00 UTC' },
    { source: null },
    { source: 'é'.repeat(120) },
  ])('is taken: %j', (rate) => {
    expect(accepts(rate)).toBe(true);
  });

  it.each([
    { currency: 'eur' },
    { currency: 'EU' },
    { currency: 'ABCDEFGHIJK' },
    { currency: '€UR' },
    { price: '0' },
    { price: '0.000' },
    { price: '-1' },
    { price: '01' },
    { price: '1.' },
    { price: '.5' },
    { price: '1e3' },
    { price: '1,5' },
    { price: 1.5 },
    { price: `1${'0'.repeat(18)}` },
    { price: `0.${'0'.repeat(18)}1` },
    { price: '1\n' },
    { source: '' },
    { source: 'a\nb' },
    { source: 'a'.repeat(121) },
    { at: 'now' },
  ])('is refused: %j', (rate) => {
    expect(accepts(rate)).toBe(false);
  });
});
