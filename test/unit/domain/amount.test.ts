import fc from 'fast-check';
import { formatAmount, parseAmount, parseSmallestUnits } from '../../../src/domain/amount.js';
import { refusal } from './refusal.js';

const U128_MAX = 340282366920938463463374607431768211455n;
const amount = fc.bigInt({ min: 0n, max: U128_MAX });
const decimals = fc.integer({ min: 0, max: 255 });

describe('parseAmount', () => {
  it.each([
    ['1', 12, 1_000_000_000_000n],
    ['12.5', 12, 12_500_000_000_000n],
    ['0.000000000001', 12, 1n],
    ['0', 12, 0n],
    ['0.0', 12, 0n],
    ['7', 0, 7n],
    ['0012.50', 2, 1250n],
    // Zeros beyond the asset's decimals take nothing away.
    ['3.5000', 1, 35n],
    ['10.00', 0, 10n],
    // Above 2^53: a float would end in ...992.
    ['9007.199254740993', 12, 9_007_199_254_740_993n],
    ['340282366920938463463374607431768211455', 0, U128_MAX],
  ])('reads %j with %i decimals', (text, places, value) => {
    expect(parseAmount(text, places)).toBe(value);
  });

  it.each([
    ['', 12, 'empty'],
    ['-1', 12, 'negative'],
    ['-0', 12, 'negative'],
    ['NaN', 12, 'no digit'],
    ['Infinity', 12, 'no digit'],
    ['1e3', 12, 'exponent'],
    ['1.2E+14', 12, 'exponent'],
    ['1,5', 12, 'comma'],
    ['1,000.5', 12, 'comma'],
    ['1.2.3', 12, 'point'],
    ['.5', 12, 'point'],
    ['5.', 12, 'point'],
    ['+5', 12, 'no digit'],
    [' 5', 12, 'no digit'],
    ['5\n', 12, 'no digit'],
    ['0x10', 12, 'no digit'],
    ['\u0665', 12, 'no digit'],
    ['0.0000000000001', 12, 'at most 12 digits'],
    ['1.5', 0, 'at most 0 digits'],
    ['340282366920938463463374607431768211456', 0, 'larger'],
    ['340282366920938463463374607.431768211456', 12, 'larger'],
    ['9'.repeat(1_000_000), 12, 'too long'],
  ])('refuses %j with %i decimals and says why', (text, places, reason) => {
    expect(() => parseAmount(text, places)).toThrow(refusal('INVALID_AMOUNT', reason));
  });

  it('is the sum of what stands before and behind the point', () => {
    const whole = fc.bigInt({ min: 0n, max: 10n ** 18n });
    fc.assert(
      fc.property(whole, fc.stringMatching(/^[0-9]{1,18}$/), (before, behind) => {
        const expected = before * 10n ** 18n + BigInt(behind) * 10n ** BigInt(18 - behind.length);
        expect(parseAmount(`${before.toString()}.${behind}`, 18)).toBe(expected);
      }),
    );
  });
});

describe('formatAmount', () => {
  it.each([
    [0n, 12, '0'],
    [1n, 12, '0.000000000001'],
    [12_500_000_000_000n, 12, '12.5'],
    [100_000_000_000_000_000_000n, 12, '100000000'],
    [100n, 0, '100'],
    [U128_MAX, 0, U128_MAX.toString()],
    [-1_500_000_000_000n, 12, '-1.5'],
  ])('writes %i with %i decimals', (value, places, text) => {
    expect(formatAmount(value, places)).toBe(text);
  });

  it('writes the shortest text that parseAmount reads back', () => {
    fc.assert(
      fc.property(amount, decimals, (value, places) => {
        const text = formatAmount(value, places);
        expect(text).toMatch(/^(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$/);
        expect(parseAmount(text, places)).toBe(value);
      }),
    );
  });
});

describe('parseSmallestUnits', () => {
  it('reads whole numbers from 0 to 2^128 - 1', () => {
    fc.assert(fc.property(amount, (value) => expect(parseSmallestUnits(value.toString())).toBe(value)));
    expect(parseSmallestUnits('0')).toBe(0n);
    expect(parseSmallestUnits(U128_MAX.toString())).toBe(U128_MAX);
  });

  it.each([
    ['', 'empty'],
    ['-1', 'negative'],
    ['1.0', 'point'],
    ['1e12', 'exponent'],
    ['1,000', 'comma'],
    ['0x10', 'no digit'],
    [' 1', 'no digit'],
    [(U128_MAX + 1n).toString(), 'larger'],
    ['1'.repeat(1_000_000), 'too long'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseSmallestUnits(text)).toThrow(refusal('INVALID_AMOUNT', reason));
  });
});
