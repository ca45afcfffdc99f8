import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { inflate } from '../../../src/domain/inflate.js';

const text = Uint8Array.from(deflateSync('Order #557 '.repeat(20)));
const plain = new Uint8Array(Buffer.from('Order #557 '.repeat(20)));

/** Bytes of buffers that `run` allocates; only grows while nothing is collected, and collecting can only shrink it. */
function allocated(run: () => void): number {
  const before = process.memoryUsage().arrayBuffers;
  run();
  return process.memoryUsage().arrayBuffers - before;
}

describe('inflate', () => {
  it('gives back what zlib deflated, at any level and window', () => {
    const level = fc.integer({ min: 0, max: 9 });
    const windowBits = fc.integer({ min: 9, max: 15 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), level, windowBits, (bytes, atLevel, bits) => {
        expect(inflate(deflateSync(bytes, { level: atLevel, windowBits: bits }))).toEqual(bytes);
      }),
    );
  });

  it('takes output up to the limit and not a byte more', () => {
    for (const length of [4095, 4096, 4097, 65_535, 65_536]) {
      expect(inflate(deflateSync(new Uint8Array(length)))).toHaveLength(length);
    }
    expect(inflate(deflateSync(new Uint8Array(65_537)))).toBeNull();
    expect(inflate(deflateSync(new Uint8Array(100)), 100)).toHaveLength(100);
    expect(inflate(deflateSync(new Uint8Array(101)), 100)).toBeNull();
  });

  it('stops early on a bomb: 50 MB of zeros cost no more memory than the limit', () => {
    const bomb = deflateSync(new Uint8Array(50_000_000));
    inflate(bomb);
    const cost = allocated(() => expect(inflate(bomb)).toBeNull());
    expect(cost).toBeLessThan(1_000_000);
  });

  it('refuses every truncation', () => {
    expect(inflate(text)).toEqual(plain);
    for (let length = 0; length < text.length; length++) expect(inflate(text.subarray(0, length))).toBeNull();
  });

  it('refuses anything behind the end: a zero, a byte, a line, a second stream', () => {
    for (const rest of [[0], [1], [0x78], [0x0d, 0x0a], [...text]]) {
      expect(inflate(Uint8Array.of(...text, ...rest))).toBeNull();
    }
  });

  it('refuses a wrong header, a wrong checksum, and a dictionary that it does not have', () => {
    for (const index of [0, 1, text.length - 4, text.length - 1]) {
      const broken = Uint8Array.from(text);
      broken[index] = (broken[index] ?? 0) ^ 1;
      expect(inflate(broken)).toBeNull();
    }
    expect(inflate(deflateSync('Order', { dictionary: Buffer.from('Order') }))).toBeNull();
  });

  it('refuses gzip and raw deflate', () => {
    expect(inflate(gzipSync('Order #557'))).toBeNull();
    expect(inflate(deflateRawSync('Order #557'))).toBeNull();
  });

  it('never throws, neither on random bytes nor on random bytes behind a right header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        inflate(bytes);
        inflate(Uint8Array.of(0x78, 0x9c, ...bytes));
      }),
      { numRuns: 2000 },
    );
    for (let byte = 0; byte < 256; byte++) expect(inflate(Uint8Array.of(byte))).toBeNull();
    expect(inflate(new Uint8Array())).toBeNull();
  });
});
