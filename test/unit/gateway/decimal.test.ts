import fc from 'fast-check';
import { parseDecimal, wholeNeighbours } from '../../../src/gateway/graphql/decimal.js';

describe('parseDecimal', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['007', '7'],
    ['+5', '5'],
    ['1.50', '1.5'],
    ['1.', '1'],
    ['1e3', '1000'],
    ['1.5E+2', '150'],
    ['1.5e-3', '0.0015'],
    ['-12.5e1', '-125'],
    ['0.000e5', '0'],
    ['340282366920938463463374607431768211455', '340282366920938463463374607431768211455'],
  ])('reads %s as %s', (text, plain) => {
    expect(parseDecimal(text)).toBe(plain);
  });

  it.each([
    '',
    '.',
    '.5',
    'e5',
    '1e',
    '1,5',
    ' 1',
    '0x10',
    'NaN',
    'Infinity',
    '1e101',
    '1e-102',
    '1'.repeat(101),
    '1e99999',
  ])('refuses %s', (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  it('keeps the value of any number with an exponent', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 40 }), (digits, zeros) => {
        expect(parseDecimal(`${digits}e${zeros}`)).toBe((digits * 10n ** BigInt(zeros)).toString());
        const small = parseDecimal(`${digits}e-${zeros}`) ?? '';
        const [whole = '', fraction = ''] = small.split('.');
        expect(BigInt(whole + fraction.padEnd(zeros, '0'))).toBe(digits);
      }),
    );
  });
});

describe('wholeNeighbours', () => {
  it.each([
    ['5', 5n, 5n],
    ['5.1', 5n, 6n],
    ['-5.1', -6n, -5n],
    ['-0.5', -1n, 0n],
    ['0.5', 0n, 1n],
  ])('of %s are %s and %s', (decimal, floor, ceil) => {
    expect(wholeNeighbours(decimal)).toEqual({ floor, ceil });
  });
});
