import { defaultRefundAmount, isSentByItself } from '../../../src/domain/refund.js';
import type { Hex } from '../../../src/domain/hex.js';
import { refusal } from './refusal.js';

const PAYER: Hex = `0x${'11'.repeat(32)}`;
const OTHER: Hex = `0x${'22'.repeat(32)}`;

describe('isSentByItself', () => {
  it.each([
    'balances.transfer',
    'balances.transferAllowDeath',
    'balances.transferKeepAlive',
    'balances.transferAll',
    'assets.transferKeepAlive',
    'llm.sendLlm',
    'utility.batchAll[1].balances.transferKeepAlive',
    'utility.forceBatch[0].utility.batch[12].assets.transfer',
  ])('is so for %s', (callPath) => {
    expect(isSentByItself({ from: PAYER, signer: PAYER, callPath })).toBe(true);
    expect(isSentByItself({ from: PAYER, signer: OTHER, callPath })).toBe(false);
    expect(isSentByItself({ from: PAYER, signer: null, callPath })).toBe(false);
  });

  it.each([
    null,
    'proxy.proxy.balances.transferKeepAlive',
    'multisig.asMulti.balances.transferKeepAlive',
    'utility.asDerivative.balances.transferKeepAlive',
    'utility.batch[0].proxy.proxy.balances.transferKeepAlive',
    'assets.transferApproved',
    'contracts.call',
    'xbalances.transfer',
    'balances.transferKeepAlive.more',
  ])('is not so for %s', (callPath) => {
    expect(isSentByItself({ from: PAYER, signer: PAYER, callPath })).toBe(false);
  });
});

describe('defaultRefundAmount', () => {
  it('is what is left of a payment', () => {
    expect(defaultRefundAmount({ value: 100n, paidBack: 0n, overpaid: null })).toBe(100n);
    expect(defaultRefundAmount({ value: 100n, paidBack: 30n, overpaid: null })).toBe(70n);
  });

  it('is what was paid too much, as far as this payment has it', () => {
    expect(defaultRefundAmount({ value: 100n, paidBack: 0n, overpaid: { excess: 7n, givenBack: 0n } })).toBe(
      7n,
    );
    expect(defaultRefundAmount({ value: 100n, paidBack: 3n, overpaid: { excess: 7n, givenBack: 3n } })).toBe(
      4n,
    );
    expect(
      defaultRefundAmount({ value: 100n, paidBack: 0n, overpaid: { excess: 900n, givenBack: 0n } }),
    ).toBe(100n);
  });

  it('is nothing that goes without saying once the excess, or all, is given back', () => {
    const again = { value: 100n, paidBack: 7n, overpaid: { excess: 7n, givenBack: 7n } };
    expect(() => defaultRefundAmount(again)).toThrow(refusal('AMOUNT_REQUIRED'));
    const gone = { value: 100n, paidBack: 100n, overpaid: null };
    expect(() => defaultRefundAmount(gone)).toThrow(refusal('REFUND_TOO_LARGE'));
  });
});
