import { TypeRegistry } from '@polkadot/types';
import { compactToU8a } from '@polkadot/util';
import fc from 'fast-check';
import { encodeText, encodeU64, readScale } from '../../../src/domain/scale.js';

const registry = new TypeRegistry();
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

function textOf(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x61);
}

describe('SCALE', () => {
  it('writes u64 and Text as polkadot.js does, and reads them back', () => {
    fc.assert(
      fc.property(u64, fc.string({ unit: 'grapheme', maxLength: 200 }), (number, text) => {
        const bytes = Uint8Array.of(...encodeU64(number), ...encodeText(new TextEncoder().encode(text)));
        expect(bytes).toEqual(registry.createType('(u64, Text)', [number, text]).toU8a());
        expect(readScale(bytes, (r) => [r.u64(), r.text()])).toEqual([number, text]);
      }),
    );
  });

  it.each([0, 1, 63, 64, 16_383, 16_384, 70_000])('keeps a text of %i bytes', (length) => {
    const bytes = encodeText(textOf(length));
    expect(bytes.subarray(0, bytes.length - length)).toEqual(compactToU8a(length));
    expect(readScale(bytes, (r) => r.text())).toBe('a'.repeat(length));
  });

  it.each([
    ['63 in two bytes', [0xfd, 0x00], 63],
    ['0 in four bytes', [0x02, 0x00, 0x00, 0x00], 0],
    ['16383 in four bytes', [0xfe, 0xff, 0x00, 0x00], 16_383],
    ['64 in the long form', [0x03, 0x40, 0x00, 0x00, 0x00], 64],
    ['16384 in the long form', [0x03, 0x00, 0x01, 0, 0, 0, 0, 0], 16_384],
  ])('refuses a length that is longer than need be: %s', (_what, prefix, length) => {
    expect(readScale(Uint8Array.of(...prefix, ...textOf(length)), (r) => r.text())).toBeNull();
  });

  it('refuses what is cut, and what has bytes left over', () => {
    const whole = Uint8Array.of(...encodeU64(557n), ...encodeText(textOf(100)));
    const read = (bytes: Uint8Array) => readScale(bytes, (r) => [r.u64(), r.text()]);
    expect(read(whole)).not.toBeNull();
    for (let length = 0; length < whole.length; length++) expect(read(whole.subarray(0, length))).toBeNull();
    expect(read(Uint8Array.of(...whole, 0))).toBeNull();
  });

  it('refuses a text that is not UTF-8', () => {
    expect(readScale(Uint8Array.of(8, 0xc0, 0xaf), (r) => r.text())).toBeNull();
  });

  it('refuses to write a number outside of u64', () => {
    for (const value of [-1n, 2n ** 64n]) expect(() => encodeU64(value)).toThrow(RangeError);
  });

  it('lets errors of the caller pass', () => {
    const fail = () => {
      throw new TypeError('mine');
    };
    expect(() => readScale(new Uint8Array(), fail)).toThrow('mine');
  });
});
