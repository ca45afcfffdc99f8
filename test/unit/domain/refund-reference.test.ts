import fc from 'fast-check';
import { isReference, parseTextReference, renderTextReference } from '../../../src/domain/reference.js';
import {
  checkRefundReference,
  isRefundReference,
  refundReference,
} from '../../../src/domain/refund-reference.js';
import { refusal } from './refusal.js';

describe('the reference of a refund', () => {
  it('is a reference that its remark gives back, and is known as a refund', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        const reference = refundReference(random);
        expect(isReference(reference)).toBe(true);
        expect(parseTextReference(renderTextReference(reference))).toBe(reference);
        expect(isRefundReference(reference)).toBe(true);
        expect(() => checkRefundReference(reference)).not.toThrow();
      }),
    );
  });

  it('differs for every randomness', () => {
    const [a, b] = [new Uint8Array(16), new Uint8Array(16).fill(255)];
    expect(refundReference(a)).toBe(`refund.${'0'.repeat(32)}`);
    expect(refundReference(b)).toBe(`refund.${'f'.repeat(32)}`);
  });

  it('takes 128 random bits, not fewer', () => {
    expect(() => refundReference(new Uint8Array(15))).toThrow(RangeError);
    expect(() => refundReference(new Uint8Array(17))).toThrow(RangeError);
  });

  it.each([
    '',
    'refund.',
    'refund.1',
    `refund.${'0'.repeat(31)}`,
    `refund.${'0'.repeat(33)}`,
    `refund.${'A'.repeat(32)}`,
    `Refund.${'0'.repeat(32)}`,
    ` refund.${'0'.repeat(32)}`,
    `refund.${'0'.repeat(32)}\n`,
  ])('is not %j', (text) => {
    expect(isRefundReference(text)).toBe(false);
    expect(() => checkRefundReference(text)).toThrow(refusal('INVALID_REFUND_REFERENCE'));
  });
});
