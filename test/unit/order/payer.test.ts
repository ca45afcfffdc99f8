/** Orders that name the account that must pay them. */
import { fold, type Step } from '../../../src/domain/order/fold.js';
import type { OrderInput, PaymentInput } from '../../../src/domain/order/inputs.js';
import { projectOrder } from '../../../src/domain/order/projection.js';
import { readOrderRequest } from '../../../src/domain/order/request.js';
import { NEW_ORDER, type OrderState, type OrderStatus } from '../../../src/domain/order/state.js';
import type { OrderTerms } from '../../../src/domain/order/terms.js';
import { parseAccount } from '../../../src/domain/account.js';
import { ALICE, ALICE_PREFIX_0, BOB } from '../../support/accounts.js';
import { refusal } from '../domain/refusal.js';

const BUYER = parseAccount(ALICE);
const STRANGER = parseAccount(BOB);

const terms: OrderTerms = {
  amount: 1_000n,
  minimum: 1_000n,
  asset: null,
  payer: BUYER,
  dust: 10n,
  windowFrom: 10,
  expiryHeight: 20,
  late: { policy: 'hold' },
};

function paymentOf(fields: Partial<PaymentInput> = {}): PaymentInput {
  return {
    kind: 'payment',
    transferId: '12-0',
    height: 12,
    eventIndex: 0,
    from: BUYER,
    asset: null,
    value: 1_000n,
    ...fields,
  };
}

const pay = (fields: Partial<PaymentInput>, state: OrderState = NEW_ORDER, given = terms): Step =>
  fold(given, state, paymentOf(fields));

describe('an order that names its payer', () => {
  it('is settled by that account', () => {
    const { state, events, payment } = pay({});
    expect([state.status, events, payment]).toEqual(['settled', ['order.settled'], { use: 'counted' }]);
  });

  it.each<[OrderStatus]>([['open'], ['settled'], ['expired'], ['canceled'], ['invalid']])(
    'keeps what another account pays apart while it is %s',
    (status) => {
      const { state, events, payment } = pay({ from: STRANGER }, { ...NEW_ORDER, status });
      expect(payment).toEqual({ use: 'held', reason: 'other_payer' });
      expect(events).toEqual(['order.other_payer']);
      expect(state).toMatchObject({
        status,
        received: 0n,
        held: 1_000n,
        paymentCount: 0,
        flags: ['otherPayer'],
      });
    },
  );

  it.each<[string, Partial<PaymentInput>, string]>([
    ['another asset', { asset: '7' }, 'wrong_asset'],
    ['a block before the window', { height: 9 }, 'before_window'],
    ['a block after the expiry', { height: 21 }, 'other_payer'],
  ])('of another account, in %s, says one reason', (_what, fields, reason) => {
    expect(pay({ from: STRANGER, ...fields }).payment).toEqual({ use: 'held', reason });
  });

  it('sums dust of another account without a word', () => {
    const { state, events } = pay({ from: STRANGER, value: 9n });
    expect([state.held, state.flags, events]).toEqual([9n, [], []]);
  });

  it('goes on waiting for the named account, which can still settle it', () => {
    const { state } = pay({ from: STRANGER });
    expect(pay({ transferId: '13-0', height: 13 }, state).state).toMatchObject({
      status: 'settled',
      received: 1_000n,
      held: 1_000n,
    });
  });

  it('takes money of another account where a person assigns it', () => {
    const held = pay({ from: STRANGER }).state;
    const assigned: OrderInput = {
      kind: 'command',
      id: 'c1',
      height: 14,
      ordinal: 1,
      command: 'assign',
      payment: paymentOf({ from: STRANGER }),
      wasHeld: true,
    };
    const { state, payment } = fold(terms, held, assigned);
    expect(payment).toEqual({ use: 'counted' });
    expect(state).toMatchObject({ status: 'settled', received: 1_000n, held: 0n });
    expect(state.flags).toContain('manual');
  });

  it('has nothing in sight while another account’s payment is', () => {
    const sighting = { blockNumber: 15, from: STRANGER, asset: null, value: 1_000n };
    expect(projectOrder(terms, NEW_ORDER, [sighting], 15)).toMatchObject({ status: 'open', detected: 0n });
    expect(projectOrder(terms, NEW_ORDER, [{ ...sighting, from: BUYER }], 15)).toMatchObject({
      status: 'processing',
      detected: 1_000n,
    });
  });
});

describe('an order that names nobody', () => {
  it('is settled by any account', () => {
    expect(pay({ from: STRANGER }, NEW_ORDER, { ...terms, payer: null }).state.status).toBe('settled');
  });
});

describe('the payer in a request', () => {
  const read = (payer: unknown): unknown =>
    readOrderRequest({ orderId: 'A-1', amount: '1', payer }, { allowLoopbackHttp: false }).payer;

  it.each([
    ['SS58', ALICE],
    ['SS58 of another prefix', ALICE_PREFIX_0],
    ['hex', BUYER],
  ])('is read as %s', (_what, text) => {
    expect(read(text)).toBe(BUYER);
  });

  it('is nobody where it is left out or null', () => {
    expect([read(undefined), read(null)]).toEqual([null, null]);
  });

  it.each([['nobody'], [`${ALICE.slice(0, -1)}x`]])('is refused as %s', (text) => {
    expect(() => read(text)).toThrow(refusal('INVALID_ADDRESS', 'payer'));
  });
});
