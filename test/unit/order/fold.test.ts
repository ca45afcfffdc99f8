import fc from 'fast-check';
import { fold, type Step } from '../../../src/domain/order/fold.js';
import {
  compareInputs,
  type FailureInput,
  type OrderInput,
  type PaymentInput,
} from '../../../src/domain/order/inputs.js';
import {
  amountStateOf,
  NEW_ORDER,
  type OrderState,
  type OrderStatus,
} from '../../../src/domain/order/state.js';
import { minimumOf, type OrderTerms } from '../../../src/domain/order/terms.js';

const BUYER = `0x${'0b'.repeat(32)}` as const;
const STRANGER = `0x${'05'.repeat(32)}` as const;

const terms = fc
  .record({
    payer: fc.constantFrom(null, null, BUYER),
    amount: fc.bigInt(1n, 1_000n),
    toleranceBp: fc.constantFrom(0, 0, 100, 5_000),
    dust: fc.constantFrom(0n, 0n, 10n),
    windowFrom: fc.integer({ min: 0, max: 20 }),
    blocks: fc.integer({ min: 0, max: 20 }),
    late: fc.oneof(
      fc.constant({ policy: 'hold' } as const),
      fc.record({ policy: fc.constant('accept' as const), blocks: fc.integer({ min: 1, max: 10 }) }),
    ),
  })
  .map(({ amount, payer, toleranceBp, dust, windowFrom, blocks, late }): OrderTerms => ({
    amount,
    payer,
    minimum: minimumOf(amount, toleranceBp),
    asset: null,
    dust,
    windowFrom,
    expiryHeight: windowFrom + blocks,
    late,
  }));

const payment = fc
  .record({
    height: fc.integer({ min: 0, max: 60 }),
    eventIndex: fc.integer({ min: 0, max: 5 }),
    from: fc.constantFrom(BUYER, BUYER, STRANGER),
    asset: fc.constantFrom(null, null, null, '1'),
    value: fc.bigInt(0n, 1_200n),
  })
  .map((fields): PaymentInput => ({
    kind: 'payment',
    transferId: `${fields.height}-${fields.eventIndex}`,
    ...fields,
  }));

const failure = fc
  .record({
    height: fc.integer({ min: 0, max: 60 }),
    ordinal: fc.integer({ min: 0, max: 5 }),
    from: fc.constantFrom(null, '0x01' as const, '0x02' as const),
    asset: fc.constantFrom(null, null, '1'),
    value: fc.option(fc.bigInt(0n, 1_200n)),
  })
  .map((fields): FailureInput => ({
    kind: 'failure',
    failureId: `${fields.height}-${fields.ordinal}`,
    ...fields,
  }));

const command = fc
  .record({
    height: fc.integer({ min: 0, max: 60 }),
    ordinal: fc.integer({ min: 1, max: 9 }),
    what: fc.oneof(
      fc.constant({ command: 'cancel' } as const),
      fc.constantFrom(
        { command: 'mark', as: 'settled', reason: 'cash' } as const,
        { command: 'mark', as: 'invalid', reason: 'fraud' } as const,
      ),
      payment.map((paid) => ({ command: 'assign', payment: paid, wasHeld: false }) as const),
    ),
  })
  .map(({ height, ordinal, what }): OrderInput => ({
    kind: 'command',
    id: `c${ordinal}`,
    height,
    ordinal,
    ...what,
  }));

/** Any history of one order: its payments and commands, and its expiry if the chain came so far. */
const history = fc
  .record({
    terms,
    payments: fc.uniqueArray(payment, { maxLength: 8, selector: ({ transferId }) => transferId }),
    failures: fc.uniqueArray(failure, { maxLength: 3, selector: ({ failureId }) => failureId }),
    commands: fc.array(command, { maxLength: 3 }),
    expires: fc.boolean(),
  })
  .map(({ terms: given, payments, failures, commands, expires }) => ({
    terms: given,
    inputs: [
      ...payments,
      ...failures,
      ...commands,
      ...(expires ? [{ kind: 'expiry', height: given.expiryHeight } as const] : []),
    ].sort(compareInputs),
  }));

function run(given: OrderTerms, inputs: readonly OrderInput[], from: OrderState = NEW_ORDER): Step[] {
  const steps: Step[] = [];
  let state = from;
  for (const input of inputs) {
    const step = fold(given, state, input);
    steps.push(step);
    state = step.state;
  }
  return steps;
}

describe('the fold', () => {
  it('counts or holds each payment in its asset once, and loses none of it', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        const steps = run(given, inputs);
        let [counted, held] = [0n, 0n];
        steps.forEach((step, i) => {
          const input = inputs[i];
          const moved =
            input?.kind === 'payment'
              ? input
              : input?.kind === 'command' && input.command === 'assign' && step.refusal === null
                ? input.payment
                : null;
          expect(step.payment !== null).toBe(moved !== null);
          if (!moved || !step.payment) return;
          if (step.payment.use === 'counted') counted += moved.value;
          else if (moved.asset === given.asset) held += moved.value;
        });
        const { received, held: kept } = steps.at(-1)?.state ?? NEW_ORDER;
        expect([received, kept]).toEqual([counted, held]);
      }),
    );
  });

  it('leaves a status only as the table of transitions allows', () => {
    const allowed: Record<OrderStatus, readonly OrderStatus[]> = {
      open: ['settled', 'expired', 'canceled', 'invalid'],
      expired: ['settled', 'invalid'],
      settled: ['invalid'],
      canceled: ['settled', 'invalid'],
      invalid: ['settled'],
    };
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        let before: OrderState = NEW_ORDER;
        run(given, inputs).forEach(({ state }, i) => {
          const input = inputs[i];
          const marked = input?.kind === 'command' && input.command === 'mark';
          if (state.status !== before.status) {
            expect(allowed[before.status]).toContain(state.status);
            const byHand =
              before.status === 'settled' || before.status === 'canceled' || before.status === 'invalid';
            if (byHand || state.status === 'invalid') expect(marked).toBe(true);
          }
          expect(state.settledHeight !== null).toBe(state.status === 'settled');
          for (const flag of before.flags) expect(state.flags).toContain(flag);
          before = state;
        });
      }),
    );
  });

  it('says settled only with the minimum received, or by a person', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        for (const { state, events } of run(given, inputs)) {
          const paid = ['exact', 'over'].includes(amountStateOf(state, given));
          if (state.status === 'settled' && !state.flags.includes('manual')) expect(paid).toBe(true);
          if (events.includes('order.settled')) expect(state.status).toBe('settled');
        }
      }),
    );
  });

  it('never counts by itself what came before the window, or after the expiry and what is accepted after it', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        run(given, inputs).forEach(({ payment: used }, i) => {
          const input = inputs[i];
          if (input?.kind !== 'payment' || used?.use !== 'counted') return;
          expect(input.asset).toBe(given.asset);
          expect(input.height).toBeGreaterThanOrEqual(given.windowFrom);
        });
        const untouched = inputs.filter(({ kind }) => kind !== 'command');
        const last = given.expiryHeight + (given.late.policy === 'accept' ? given.late.blocks : 0);
        let before: OrderState = NEW_ORDER;
        run(given, untouched).forEach(({ state, payment: used }, i) => {
          const input = untouched[i];
          if (input?.kind === 'payment' && used?.use === 'counted' && before.status !== 'settled') {
            expect(input.height).toBeLessThanOrEqual(last);
          }
          before = state;
        });
      }),
    );
  });

  it('never counts by itself what another account paid than the one that is named', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        run(given, inputs).forEach(({ payment: used }, i) => {
          const input = inputs[i];
          if (input?.kind !== 'payment' || given.payer === null || input.from === given.payer) return;
          expect(used?.use).toBe('held');
        });
      }),
    );
  });

  it('is the same in one go as in pieces, and does not change what it is given', () => {
    fc.assert(
      fc.property(history, fc.nat(), ({ terms: given, inputs }, at) => {
        const cut = inputs.length === 0 ? 0 : at % (inputs.length + 1);
        const frozen = Object.freeze({ ...NEW_ORDER, flags: Object.freeze([]) });
        const first = run(given, inputs.slice(0, cut), frozen);
        const middle = first.at(-1)?.state ?? frozen;
        const pieces = [...first, ...run(given, inputs.slice(cut), middle)];
        expect(pieces).toEqual(run(given, inputs));
      }),
    );
  });

  it('makes nothing else of the same history where attempts to pay failed in it', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        const steps = run(given, inputs);
        const without = run(
          given,
          inputs.filter(({ kind }) => kind !== 'failure'),
        );
        const ofMoney = (state: OrderState): object => ({
          ...state,
          height: null,
          failedAttempts: 0,
          flags: state.flags.filter((flag) => flag !== 'failedAttempt'),
        });
        const kept = steps.filter((_step, i) => inputs[i]?.kind !== 'failure');
        expect(kept.map(({ state, ...told }) => ({ ...told, state: ofMoney(state) }))).toEqual(
          without.map(({ state, ...told }) => ({ ...told, state: ofMoney(state) })),
        );
        steps.forEach(({ events, state }, i) => {
          if (inputs[i]?.kind !== 'failure') return;
          const before = steps[i - 1]?.state ?? NEW_ORDER;
          expect(ofMoney(state)).toEqual(ofMoney(before));
          expect(events).toEqual(
            state.failedAttempts > before.failedAttempts ? ['order.payment.failed'] : [],
          );
        });
      }),
    );
  });

  it('makes no event and no transition for dust', () => {
    fc.assert(
      fc.property(history, ({ terms: given, inputs }) => {
        let before: OrderState = NEW_ORDER;
        run(given, inputs).forEach(({ state, events }, i) => {
          const input = inputs[i];
          if (input?.kind === 'payment' && input.asset === null && input.value < given.dust) {
            expect(events).toEqual([]);
            expect(state.status).toBe(before.status);
          }
          before = state;
        });
      }),
    );
  });
});

describe('the minimum', () => {
  it.each([
    [1000n, 0, 1000n],
    [1000n, 100, 990n],
    [999n, 100, 990n],
    [1n, 5_000, 1n],
    [2n ** 128n - 1n, 1, 2n ** 128n - 1n - (2n ** 128n - 1n) / 10_000n],
  ])('of %s with %s basis points is %s', (amount, bp, minimum) => {
    expect(minimumOf(amount, bp)).toBe(minimum);
  });
});
