import { paymentWordOf, transactionWordOf } from '../../../src/domain/order/payment-words.js';

describe('paymentWordOf', () => {
  it.each([
    ['open', 0n, 'none', 'awaiting_payment'],
    ['open', 0n, 'under', 'payment_insufficient'],
    ['open', 1n, 'none', 'payment_detected'],
    ['open', 1n, 'under', 'payment_detected'],
    ['open', 0n, 'exact', 'payment_detected'],
    ['open', 0n, 'over', 'payment_detected'],
    ['processing', 5n, 'none', 'payment_detected'],
    ['processing', 5n, 'under', 'payment_detected'],
    ['settled', 0n, 'exact', 'confirmed'],
    ['settled', 0n, 'over', 'confirmed'],
    ['settled', 0n, 'none', 'confirmed'],
    ['settled', 5n, 'exact', 'confirmed'],
    ['expired', 0n, 'none', 'expired'],
    ['expired', 0n, 'under', 'expired'],
    ['expired', 5n, 'under', 'expired'],
    ['canceled', 0n, 'none', 'failed'],
    ['canceled', 5n, 'none', 'failed'],
    ['invalid', 0n, 'exact', 'failed'],
  ] as const)('%s with %s in sight and %s received is %s', (status, detected, amountState, word) => {
    expect(paymentWordOf({ status, detected }, amountState, false)).toBe(word);
  });

  it.each([
    ['open', 0n, 'none', 'failed'],
    ['open', 1n, 'none', 'payment_detected'],
    ['open', 0n, 'under', 'payment_insufficient'],
    ['open', 0n, 'exact', 'payment_detected'],
    ['processing', 5n, 'none', 'payment_detected'],
    ['settled', 0n, 'exact', 'confirmed'],
    ['expired', 0n, 'none', 'expired'],
    ['canceled', 0n, 'none', 'failed'],
  ] as const)('after a failed attempt, %s with %s in sight and %s received is %s', (...given) => {
    const [status, detected, amountState, word] = given;
    expect(paymentWordOf({ status, detected }, amountState, true)).toBe(word);
  });

  it('says confirmed of a settled order alone', () => {
    const unsettled = ['open', 'processing', 'expired', 'canceled', 'invalid'] as const;
    for (const status of unsettled) {
      for (const amountState of ['none', 'under', 'exact', 'over'] as const) {
        for (const detected of [0n, 10n ** 20n]) {
          for (const hasFailed of [false, true]) {
            expect(paymentWordOf({ status, detected }, amountState, hasFailed)).not.toBe('confirmed');
          }
        }
      }
    }
  });
});

describe('transactionWordOf', () => {
  it.each([
    ['settled', true, 'confirmed'],
    ['settled', false, 'pending'],
    ['open', true, 'finalized'],
    ['open', false, 'pending'],
    ['processing', false, 'pending'],
    ['expired', true, 'finalized'],
    ['invalid', true, 'finalized'],
    ['canceled', true, 'finalized'],
  ] as const)('of a %s order, final %s, is %s', (status, isFinal, word) => {
    expect(transactionWordOf(status, isFinal)).toBe(word);
  });
});
