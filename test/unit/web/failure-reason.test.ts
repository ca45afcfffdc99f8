import { nameOf, reasonOf } from '../../../src/web/checkout/failure-reason.js';
import type { PaymentFailure } from '../../../src/web/checkout/order.js';

const failure = (pallet: string | null, name: string | null): PaymentFailure => ({
  pallet,
  name,
  documentation: null,
  extrinsicHash: '0xfa',
});

it.each([
  ['Balances', 'InsufficientBalance', 'failure_too_little'],
  [null, 'Token.FundsUnavailable', 'failure_too_little'],
  ['Assets', 'BalanceLow', 'failure_too_little'],
  ['Assets', 'NoAccount', 'failure_too_little'],
  ['Balances', 'KeepAlive', 'failure_keeps_open'],
  ['Balances', 'Expendability', 'failure_keeps_open'],
  ['Assets', 'WouldDie', 'failure_keeps_open'],
  [null, 'Token.NotExpendable', 'failure_keeps_open'],
  ['Balances', 'ExistentialDeposit', 'failure_receiver'],
  [null, 'Token.BelowMinimum', 'failure_receiver'],
  [null, 'Token.CannotCreate', 'failure_receiver'],
  ['Assets', 'Frozen', 'failure_frozen'],
  [null, 'Token.Frozen', 'failure_frozen'],
])('says why in words: %s %s', (pallet, name, key) => {
  expect(reasonOf(failure(pallet, name))).toBe(key);
});

it.each([
  ['LLM', 'NoPolls', 'LLM.NoPolls'],
  [null, 'BadOrigin', 'BadOrigin'],
  ['System', null, 'System'],
  [null, null, null],
])('has but the name of %s %s', (pallet, name, text) => {
  expect(reasonOf(failure(pallet, name))).toBeNull();
  expect(nameOf(failure(pallet, name))).toBe(text);
});
