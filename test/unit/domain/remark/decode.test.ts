import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decodeRemark } from '../../../../src/domain/remark/decode.js';
import { MAX_REMARK_BYTES } from '../../../../src/domain/remark/envelope.js';
import { encodeLiberlandRemark } from '../../../../src/domain/remark/liberland-user.js';
import { encodeTextRemark } from '../../../../src/domain/remark/text.js';
import { isReference } from '../../../../src/domain/reference.js';
import { refusal } from '../refusal.js';

const UNKNOWN = { codec: 'unknown', reference: null, text: null };
const reference = fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/);

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe('decodeRemark', () => {
  it('reads plain text, and the order that it names', () => {
    expect(decodeRemark(utf8('order:A-17'))).toEqual({
      codec: 'text',
      reference: 'A-17',
      text: 'order:A-17',
    });
    expect(decodeRemark(utf8('order:A-17 für Zoë 😀\r\n\tend'))).toMatchObject({
      codec: 'text',
      reference: 'A-17',
    });
    expect(decodeRemark(utf8('thank you for order A-17'))).toEqual({
      codec: 'text',
      reference: null,
      text: 'thank you for order A-17',
    });
  });

  it('takes for text what only begins as a zlib stream does', () => {
    // 'x^' is a zlib header.
    expect(decodeRemark(utf8('x^2 + y^2'))).toMatchObject({ codec: 'text', text: 'x^2 + y^2' });
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a NUL', utf8('order:1\u0000')],
    ['an escape', utf8('\u001b[2J')],
    ['a DEL', utf8('a\u007f')],
    ['a C1 control', utf8('a\u009b')],
    ['bytes that are not UTF-8', Uint8Array.of(0x6f, 0xc3)],
    ['deflated text', deflateSync('order:1')],
    ['a deflated nothing', deflateSync('')],
  ])('keeps %s as unknown', (_what, bytes) => {
    expect(decodeRemark(bytes)).toEqual(UNKNOWN);
  });

  it('gives back what a text remark was made of', () => {
    const description = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(reference, description, (r, words) => {
        expect(decodeRemark(encodeTextRemark(r))).toEqual({
          codec: 'text',
          reference: r,
          text: `order:${r}`,
        });
        expect(decodeRemark(encodeTextRemark(r, words))).toEqual({
          codec: 'text',
          reference: r,
          text: `order:${r} ${words}`,
        });
      }),
    );
  });

  it('never throws, and its reference is always one or none', () => {
    const zlibStart = fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(0x78, 0x9c, ...rest));
    const deflated = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(deflateSync(bytes)));
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 400 }), zlibStart, deflated, fc.string().map(utf8));
    fc.assert(
      fc.property(bytes, (any) => {
        const decoded = decodeRemark(any);
        expect(decoded.reference === null || isReference(decoded.reference)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('reads no truncation of a Liberland remark as a payment', () => {
    const description = 'Order ID: 557, two pizzas and a bottle of water';
    const remark = encodeLiberlandRemark(557n, description);
    for (let length = 0; length < remark.length; length++) {
      expect(decodeRemark(remark.subarray(0, length))).toMatchObject({ reference: null });
    }
    expect(decodeRemark(Uint8Array.of(...remark, 0))).toEqual(UNKNOWN);
  });

  it('reads no truncation of what is inside a Liberland remark as a payment', () => {
    const scale = Uint8Array.of(0x2d, 2, 0, 0, 0, 0, 0, 0, 0x28, ...utf8('Order #557'));
    expect(decodeRemark(deflateSync(scale))).toMatchObject({ codec: 'liberland', reference: '557' });
    for (let length = 0; length < scale.length; length++) {
      expect(decodeRemark(deflateSync(scale.subarray(0, length)))).toEqual(UNKNOWN);
    }
    expect(decodeRemark(deflateSync(Uint8Array.of(...scale, 0)))).toEqual(UNKNOWN);
  });

  it('refuses a Liberland description that is not UTF-8', () => {
    const scale = Uint8Array.of(0x2d, 2, 0, 0, 0, 0, 0, 0, 8, 0xc0, 0xaf);
    expect(decodeRemark(deflateSync(scale))).toEqual(UNKNOWN);
  });

  it('does not look at remarks above 16 KiB', () => {
    const longest = utf8(`order:1 ${'x'.repeat(MAX_REMARK_BYTES)}`).subarray(0, MAX_REMARK_BYTES);
    expect(MAX_REMARK_BYTES).toBe(16_384);
    expect(decodeRemark(longest)).toMatchObject({ codec: 'text', reference: '1' });
    const oversized = { codec: 'oversized', reference: null, text: null };
    expect(decodeRemark(utf8(`order:1 ${'x'.repeat(MAX_REMARK_BYTES - 7)}`))).toEqual(oversized);
    expect(decodeRemark(deflateSync(new Uint8Array(50_000_000)))).toEqual(oversized);
  });

  it('stops early on a bomb within the limit: 16 MB of zeros in 16 KB', () => {
    const bomb = deflateSync(new Uint8Array(16_000_000));
    expect(bomb.length).toBeLessThanOrEqual(MAX_REMARK_BYTES);
    decodeRemark(bomb);
    const before = process.memoryUsage().arrayBuffers;
    expect(decodeRemark(bomb)).toEqual(UNKNOWN);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

describe('encodeTextRemark', () => {
  it('refuses what would not come back', () => {
    expect(() => encodeTextRemark('a b')).toThrow(refusal('INVALID_REFERENCE'));
    expect(() => encodeTextRemark('x'.repeat(65))).toThrow(refusal('INVALID_REFERENCE'));
    expect(() => encodeTextRemark('1', 'broken \ud83d')).toThrow(refusal('INVALID_REMARK'));
    expect(() => encodeTextRemark('1', 'nul \u0000')).toThrow(refusal('INVALID_REMARK'));
    expect(() => encodeTextRemark('1', 'x'.repeat(MAX_REMARK_BYTES))).toThrow(refusal('INVALID_REMARK'));
  });
});
