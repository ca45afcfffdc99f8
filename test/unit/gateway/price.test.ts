import fc from 'fast-check';
import { compareWithPrice, parsePrice } from '../../../src/gateway/price.js';

describe('parsePrice', () => {
  it.each([
    ['4000000000000', 4_000_000_000_000n, 1n],
    ['1.0005714285714E+14', 100_057_142_857_140n, 10n],
    ['1.0005714285714E 14', 100_057_142_857_140n, 10n],
    ['1.0005714285714E%2B14', 100_057_142_857_140n, 10n],
    ['1.0005714285714e14', 100_057_142_857_140n, 10n],
    ['1.5E+13', 15_000_000_000_000n, 1n],
    // Zeros at the end are left out, not cut off: 100 LLD are not 95.
    ['1.0E+14', 10n ** 14n, 10n],
    ['2E+15', 2n * 10n ** 15n, 100n],
  ])('reads %s as a shop means it', (text, amount, step) => {
    expect(parsePrice(text)).toEqual({ amount, step });
  });

  it.each([
    '',
    '0',
    '0E+5',
    '-5',
    '1.5',
    '1.55E+1',
    '1E+99',
    '1E-5',
    'abc',
    '1E+',
    '12E+5',
    '1 000',
    '٣',
    '1'.repeat(600),
  ])('refuses %j', (text) => {
    expect(() => parsePrice(text)).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }) as Error);
  });
});

describe('compareWithPrice', () => {
  const price = parsePrice('1000');

  it.each([
    [0n, 'NONE', 1000n, 0n],
    [999n, 'UNDER', 1n, 0n],
    [1000n, 'EXACT', 0n, 0n],
    [1001n, 'OVER', 0n, 1n],
  ])('says of %s received', (received, status, missing, excess) => {
    expect(compareWithPrice(received, price)).toEqual({ status, missing, excess });
  });

  it('takes any sum for exact that PHP would have written like the price', () => {
    fc.assert(
      fc.property(fc.bigInt(10n ** 14n, 10n ** 15n - 1n), (amount) => {
        // PHP rounds to 14 significant digits; these amounts have 15.
        const cut = (amount + 5n) / 10n;
        const text = `${cut.toString()[0] ?? ''}.${cut.toString().slice(1)}E+${cut.toString().length}`;
        fc.pre(cut < 10n ** 14n && amount % 10n !== 5n);
        expect(compareWithPrice(amount, parsePrice(text)).status).toBe('EXACT');
        expect(compareWithPrice(amount + 10n, parsePrice(text)).status).toBe('OVER');
        expect(compareWithPrice(amount - 10n, parsePrice(text)).status).toBe('UNDER');
      }),
    );
  });
});
