/** When an attempt that failed is told of an order. */
import { fold, MOST_FAILURES_TOLD } from '../../../src/domain/order/fold.js';
import { compareInputs, type FailureInput, type OrderInput } from '../../../src/domain/order/inputs.js';
import { NEW_ORDER, type OrderState } from '../../../src/domain/order/state.js';
import type { OrderTerms } from '../../../src/domain/order/terms.js';

const TERMS: OrderTerms = {
  amount: 1000n,
  minimum: 1000n,
  asset: null,
  payer: null,
  dust: 5n,
  windowFrom: 10,
  expiryHeight: 20,
  late: { policy: 'hold' },
};
const ACCEPTING: OrderTerms = { ...TERMS, late: { policy: 'accept', blocks: 5 } };
const NAMED: OrderTerms = { ...TERMS, payer: '0x01' };

const failure = (given: Partial<FailureInput> = {}): FailureInput => ({
  kind: 'failure',
  failureId: '15-0',
  height: 15,
  ordinal: 0,
  from: '0x01',
  asset: null,
  value: 1000n,
  ...given,
});

describe('a failed attempt is told', () => {
  it.each<[string, OrderTerms, Partial<OrderState>, Partial<FailureInput>]>([
    ['while the order is open', TERMS, {}, {}],
    ['while a part is missing', TERMS, { received: 400n, paymentCount: 1 }, {}],
    ['in the first block of the window', TERMS, {}, { height: 10 }],
    ['in the last', TERMS, {}, { height: 20 }],
    ['in another asset, which may be why', TERMS, {}, { asset: '1', value: 1n }],
    ['of an amount that is not known', TERMS, {}, { value: null }],
    ['of a payer who is not known', TERMS, {}, { from: null }],
    ['of the payer whom the order names', NAMED, {}, {}],
    ['after the expiry, where late money would count', ACCEPTING, { status: 'expired' }, { height: 25 }],
  ])('%s', (_when, terms, state, given) => {
    const before = { ...NEW_ORDER, ...state };
    expect(fold(terms, before, failure(given))).toEqual({
      state: { ...before, height: given.height ?? 15, failedAttempts: 1, flags: ['failedAttempt'] },
      events: ['order.payment.failed'],
      payment: null,
      refusal: null,
    });
  });
});

describe('a failed attempt changes nothing', () => {
  it.each<[string, OrderTerms, Partial<OrderState>, Partial<FailureInput>]>([
    ['of a settled order', TERMS, { status: 'settled', settledHeight: 12, received: 1000n }, {}],
    ['of a canceled order', TERMS, { status: 'canceled' }, {}],
    ['of an invalid order', TERMS, { status: 'invalid' }, {}],
    ['of an expired order', TERMS, { status: 'expired' }, { height: 21 }],
    ['beyond what is accepted late', ACCEPTING, { status: 'expired' }, { height: 26 }],
    ['from before the window', TERMS, {}, { height: 9 }],
    ['of dust', TERMS, {}, { value: 4n }],
    ['of another payer than the named one', NAMED, {}, { from: '0x02' }],
    ['of nobody known, where a payer is named', NAMED, {}, { from: null }],
  ])('%s', (_when, terms, state, given) => {
    const before = { ...NEW_ORDER, ...state };
    expect(fold(terms, before, failure(given))).toEqual({
      state: { ...before, height: given.height ?? 15 },
      events: [],
      payment: null,
      refusal: null,
    });
  });
});

it('many attempts are counted, and the first of them told', () => {
  let state: OrderState = NEW_ORDER;
  let told = 0;
  for (let ordinal = 0; ordinal < 3 * MOST_FAILURES_TOLD; ordinal += 1) {
    const step = fold(TERMS, state, failure({ ordinal, failureId: `15-${ordinal}` }));
    told += step.events.length;
    state = step.state;
  }
  expect([told, state.failedAttempts]).toEqual([MOST_FAILURES_TOLD, 3 * MOST_FAILURES_TOLD]);
});

it('at one height come payments, then failed attempts in their order, then the expiry, then commands', () => {
  const inputs: readonly OrderInput[] = [
    { kind: 'payment', transferId: '20-9', height: 20, eventIndex: 9, from: '0x01', asset: null, value: 1n },
    failure({ height: 20, ordinal: 1 }),
    failure({ height: 20, ordinal: 2 }),
    { kind: 'expiry', height: 20 },
    { kind: 'command', id: 'c', height: 20, ordinal: 0, command: 'cancel' },
  ];
  expect(inputs.toReversed().sort(compareInputs)).toEqual(inputs);
});
