/**
 * What an order becomes by one input. Pure and total: every status has a line for every input, and no clock, lookup or
 * earlier input is needed besides the state. Folding step by step is folding at once.
 */
import type { CommandInput, FailureInput, OrderInput, PaymentInput } from './inputs.js';
import { excessOf, type OrderFlag, type OrderState } from './state.js';
import type { OrderTerms } from './terms.js';

export type OrderEventType =
  | 'order.created'
  | 'order.partially_paid'
  | 'order.settled'
  | 'order.overpaid'
  | 'order.payment.added'
  | 'order.payment.failed'
  | 'order.paid_late'
  | 'order.wrong_asset'
  | 'order.paid_before_window'
  | 'order.other_payer'
  | 'order.expired'
  | 'order.canceled'
  | 'order.canceled_paid'
  | 'order.marked';

/** Where money that came for the order goes: towards its amount, or to the inbox with a reason. */
export type PaymentUse =
  | { readonly use: 'counted' }
  | {
      readonly use: 'held';
      readonly reason: HeldReason;
    };
export type HeldReason =
  'late' | 'wrong_asset' | 'before_window' | 'other_payer' | 'order_canceled' | 'order_invalid';

/** Why a command changes nothing. */
export interface Refusal {
  readonly code: 'ORDER_HAS_PAYMENT' | 'ORDER_NOT_OPEN' | 'ORDER_CLOSED' | 'WRONG_ASSET' | 'ALREADY_MARKED';
  readonly message: string;
}

export interface Step {
  readonly state: OrderState;
  /** What is told, in this order. */
  readonly events: readonly OrderEventType[];
  /** Of a payment, and of a command that assigns one. */
  readonly payment: PaymentUse | null;
  /** Of a command that changes nothing. */
  readonly refusal: Refusal | null;
}

export function fold(terms: OrderTerms, before: OrderState, input: OrderInput): Step {
  const state = { ...before, height: Math.max(input.height, before.height ?? input.height) };
  switch (input.kind) {
    case 'payment':
      return pay(terms, state, input);
    case 'failure':
      return fail(terms, state, input);
    case 'expiry':
      return expire(terms, state, input.height);
    case 'command':
      return obey(terms, state, input);
  }
}

function pay(terms: OrderTerms, state: OrderState, payment: PaymentInput): Step {
  if (payment.asset !== terms.asset) return hold(terms, state, payment, 'wrong_asset');
  if (payment.height < terms.windowFrom) return hold(terms, state, payment, 'before_window');
  if (!isNamedPayer(terms, payment)) return hold(terms, state, payment, 'other_payer');
  switch (state.status) {
    case 'canceled':
      return hold(terms, state, payment, 'order_canceled');
    case 'invalid':
      return hold(terms, state, payment, 'order_invalid');
    case 'settled':
      return count(terms, state, payment, isLate(terms, payment));
    case 'open':
    case 'expired':
      if (!isLate(terms, payment)) return count(terms, state, payment, false);
      return isAcceptedLate(terms, payment)
        ? count(terms, state, payment, true)
        : hold(terms, state, payment, 'late');
  }
}

function isNamedPayer({ payer }: OrderTerms, { from }: PaymentInput | FailureInput): boolean {
  return payer === null || from === payer;
}

function isLate({ expiryHeight }: OrderTerms, { height }: Pick<PaymentInput, 'height'>): boolean {
  return height > expiryHeight;
}

function isAcceptedLate(
  { expiryHeight, late }: OrderTerms,
  { height }: Pick<PaymentInput, 'height'>,
): boolean {
  return late.policy === 'accept' && height <= expiryHeight + late.blocks;
}

const HELD: Readonly<Record<HeldReason, { readonly flag: OrderFlag; readonly event: OrderEventType }>> = {
  late: { flag: 'late', event: 'order.paid_late' },
  wrong_asset: { flag: 'wrongAsset', event: 'order.wrong_asset' },
  before_window: { flag: 'beforeWindow', event: 'order.paid_before_window' },
  other_payer: { flag: 'otherPayer', event: 'order.other_payer' },
  order_canceled: { flag: 'closedPaid', event: 'order.canceled_paid' },
  order_invalid: { flag: 'closedPaid', event: 'order.canceled_paid' },
};

function hold(terms: OrderTerms, state: OrderState, payment: PaymentInput, reason: HeldReason): Step {
  const { flag, event } = HELD[reason];
  const dust = payment.asset === terms.asset && payment.value < terms.dust;
  return {
    state: {
      ...state,
      held: payment.asset === terms.asset ? state.held + payment.value : state.held,
      flags: dust ? state.flags : withFlag(state.flags, flag),
    },
    events: dust ? [] : [event],
    payment: { use: 'held', reason },
    refusal: null,
  };
}

const COUNTED: PaymentUse = { use: 'counted' };

function count(terms: OrderTerms, state: OrderState, payment: PaymentInput, late: boolean): Step {
  const paid: OrderState = {
    ...state,
    received: state.received + payment.value,
    paymentCount: state.paymentCount + 1,
    flags: withFlag(
      withFlag(state.flags, 'multiple', state.paymentCount > 0),
      'late',
      late && payment.value >= terms.dust,
    ),
  };
  if (payment.value < terms.dust) return { state: paid, events: [], payment: COUNTED, refusal: null };
  if (state.status === 'settled') {
    return {
      state: paid,
      events: [excessOf(paid, terms) > 0n ? 'order.overpaid' : 'order.payment.added'],
      payment: COUNTED,
      refusal: null,
    };
  }
  const told: OrderEventType[] = late ? ['order.paid_late'] : [];
  if (paid.received < terms.minimum) {
    return {
      state: paid,
      events: late ? told : ['order.partially_paid'],
      payment: COUNTED,
      refusal: null,
    };
  }
  const settled = settle(terms, paid, payment.height);
  return { ...settled, events: [...told, ...settled.events], payment: COUNTED };
}

function settle(terms: OrderTerms, state: OrderState, height: number): Step {
  return {
    state: { ...state, status: 'settled', settledHeight: height },
    events: excessOf(state, terms) > 0n ? ['order.settled', 'order.overpaid'] : ['order.settled'],
    payment: null,
    refusal: null,
  };
}

/** Trying to pay and failing costs little, and anybody can: an order tells of so many attempts, and counts the others. */
export const MOST_FAILURES_TOLD = 20;

/** No money moved, so no status does. It is told where a payment in its place would have been wanted. */
function fail(terms: OrderTerms, state: OrderState, failure: FailureInput): Step {
  if (!isWanted(terms, state, failure)) return unchanged(state);
  const failedAttempts = state.failedAttempts + 1;
  return {
    state: { ...state, failedAttempts, flags: withFlag(state.flags, 'failedAttempt') },
    events: failedAttempts > MOST_FAILURES_TOLD ? [] : ['order.payment.failed'],
    payment: null,
    refusal: null,
  };
}

/** In whatever asset: that it was the wrong one may be why it failed. */
function isWanted(terms: OrderTerms, { status }: OrderState, failure: FailureInput): boolean {
  const { asset, value } = failure;
  if (failure.height < terms.windowFrom || !isNamedPayer(terms, failure)) return false;
  if (asset === terms.asset && value !== null && value < terms.dust) return false;
  return status === 'open' || (status === 'expired' && isAcceptedLate(terms, failure));
}

/** Only an open order expires. One that dust alone has filled is paid, though dust announced nothing. */
function expire(terms: OrderTerms, state: OrderState, height: number): Step {
  if (state.status !== 'open') return unchanged(state);
  if (state.received >= terms.minimum) return settle(terms, state, height);
  return { state: { ...state, status: 'expired' }, events: ['order.expired'], payment: null, refusal: null };
}

function obey(terms: OrderTerms, state: OrderState, input: CommandInput): Step {
  switch (input.command) {
    case 'register':
      return { state, events: ['order.created'], payment: null, refusal: null };
    case 'cancel':
      return cancel(state);
    case 'mark':
      return mark(state, input.as, input.height);
    case 'assign':
      return assign(terms, state, input.payment, input.wasHeld);
  }
}

function cancel(state: OrderState): Step {
  if (state.status !== 'open') {
    return refuse(
      state,
      'ORDER_NOT_OPEN',
      `the order is ${state.status}: only an open order can be canceled`,
    );
  }
  if (state.paymentCount > 0) {
    return refuse(
      state,
      'ORDER_HAS_PAYMENT',
      'money came for this order: refund it, or let the order expire, or mark it invalid',
    );
  }
  return {
    state: { ...state, status: 'canceled' },
    events: ['order.canceled'],
    payment: null,
    refusal: null,
  };
}

function mark(state: OrderState, as: 'settled' | 'invalid', height: number): Step {
  if (state.status === as) return refuse(state, 'ALREADY_MARKED', `the order is ${as} already`);
  return {
    state: {
      ...state,
      status: as,
      settledHeight: as === 'settled' ? height : null,
      flags: withFlag(state.flags, 'manual'),
    },
    events: as === 'settled' ? ['order.marked', 'order.settled'] : ['order.marked'],
    payment: null,
    refusal: null,
  };
}

/** A person's word goes before the window, the payer and the expiry, never before the asset or a closed order. */
function assign(terms: OrderTerms, state: OrderState, payment: PaymentInput, wasHeld: boolean): Step {
  if (payment.asset !== terms.asset) {
    return refuse(
      state,
      'WRONG_ASSET',
      'the order expects another asset: refund the payment, or mark the order',
    );
  }
  if (state.status === 'canceled' || state.status === 'invalid') {
    return refuse(
      state,
      'ORDER_CLOSED',
      `the order is ${state.status}: mark it settled, or register a new one`,
    );
  }
  const freed = {
    ...state,
    held: wasHeld ? state.held - payment.value : state.held,
    flags: withFlag(state.flags, 'manual'),
  };
  return count({ ...terms, dust: 0n }, freed, payment, isLate(terms, payment));
}

function refuse(state: OrderState, code: Refusal['code'], message: string): Step {
  return { state, events: [], payment: null, refusal: { code, message } };
}

function unchanged(state: OrderState): Step {
  return { state, events: [], payment: null, refusal: null };
}

function withFlag(flags: readonly OrderFlag[], flag: OrderFlag, set = true): readonly OrderFlag[] {
  return !set || flags.includes(flag) ? flags : [...flags, flag].sort();
}
