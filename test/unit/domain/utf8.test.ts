import fc from 'fast-check';
import { decodeUtf8, encodeUtf8 } from '../../../src/domain/utf8.js';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function expected(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes in which sequences, whole and broken, are frequent. */
const nearlyUtf8 = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => [...new TextEncoder().encode(text)]),
      fc.array(
        fc.constantFrom(
          0x41,
          0x80,
          0xbf,
          0xc0,
          0xc2,
          0xe0,
          0xa0,
          0xed,
          0xef,
          0xf0,
          0x90,
          0xf4,
          0x8f,
          0xf8,
          0xff,
        ),
      ),
    ),
  )
  .map((parts) => Uint8Array.from(parts.flat()));

describe('decodeUtf8', () => {
  it('reads what a strict decoder reads, and refuses what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyUtf8, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        expect(decodeUtf8(bytes)).toBe(expected(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an overlong slash in two bytes', [0xc0, 0xaf]],
    ['an overlong slash in three bytes', [0xe0, 0x80, 0xaf]],
    ['an overlong euro sign in four bytes', [0xf0, 0x82, 0x82, 0xac]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a surrogate pair', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['a code point above U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a sequence of five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['a cut sequence', [0x41, 0xe2, 0x82]],
    ['a sequence broken off by a letter', [0xe2, 0x82, 0x41]],
    ['a stray continuation byte', [0x80]],
    ['a byte that UTF-8 never has', [0xff]],
  ])('refuses %s', (_what, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeNull();
  });

  it('keeps a byte order mark', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA');
  });

  it('reads texts longer than one call can take arguments', () => {
    const text = 'aé€😀'.repeat(30_000);
    expect(decodeUtf8(new TextEncoder().encode(text))).toBe(text);
  });
});

describe('encodeUtf8', () => {
  it('writes what TextEncoder writes, and decodeUtf8 gives the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const bytes = encodeUtf8(text);
        expect(bytes).toEqual(new TextEncoder().encode(text));
        expect(bytes === null ? null : decodeUtf8(bytes)).toBe(text);
      }),
    );
  });

  it.each(['\ud83d', '\ude00', 'a\ud83d', '\ud83db', '\ude00\ud83d'])(
    'refuses %j, half of a pair',
    (text) => {
      expect(encodeUtf8(text)).toBeNull();
    },
  );
});
