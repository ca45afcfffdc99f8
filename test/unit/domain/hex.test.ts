import { bytesToHex, hexToBytes, isHex } from '../../../src/domain/hex.js';

it('takes bytes there and back, however many', () => {
  for (const length of [0, 1, 32, 4_000_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i % 251);
    const text = bytesToHex(bytes);
    expect(text).toHaveLength(2 + 2 * length);
    expect(isHex(text)).toBe(true);
    expect(Buffer.compare(hexToBytes(text), bytes)).toBe(0);
  }
  expect(hexToBytes('0xAbCd')).toEqual(Uint8Array.of(0xab, 0xcd));
});

it.each([
  '',
  '0',
  'ab',
  'x0ab',
  '0Xab',
  '0xa',
  '0xabc',
  '0xag',
  '0x 1',
  '0xab\n',
  '0xab\0',
  `0x${'ab'.repeat(1_000_000)}g0`,
])('refuses what is no hex: %#', (text) => {
  expect(isHex(text)).toBe(false);
  expect(() => hexToBytes(text)).toThrow(RangeError);
});
