import { describeItems, sumOf } from '../../../src/domain/checkout/line-items.js';
import {
  orderStatusesOf,
  SESSION_STATUSES,
  sessionStatusOf,
} from '../../../src/domain/checkout/session-status.js';
import { refusal } from '../domain/refusal.js';

const item = (unit_amount: string, quantity = 1, name = 'x') => ({ name, quantity, unit_amount });

describe('the sum of line items', () => {
  it.each([
    [[item('1')], '1'],
    [[item('0.1'), item('0.2')], '0.3'],
    [[item('0.1', 3)], '0.3'],
    [[item('4.25', 2), item('0.5')], '9'],
    [[item('123456789012345.123456789012345678', 1_000_000)], '123456789012345123456.789012345678'],
    [[item('0'), item('0.000000000000000001')], '0.000000000000000001'],
  ])('of %j is %s', (items, sum) => {
    expect(sumOf(items, null)).toBe(sum);
    expect(sumOf(items, `${sum.includes('.') ? sum : `${sum}.`}00`)).toBe(sum);
  });

  it('is what was written as the amount, or refused', () => {
    expect(() => sumOf([item('1')], '1.01')).toThrow(refusal('AMOUNT_MISMATCH', 'amount'));
    expect(() => sumOf([item('1')], 'x')).toThrow(refusal('INVALID_AMOUNT', 'amount'));
    expect(() => sumOf([item('1'), item('-1')], null)).toThrow(
      refusal('INVALID_AMOUNT', 'line_items.1.unit_amount'),
    );
    expect(() => sumOf([item('1e3')], null)).toThrow(refusal('INVALID_AMOUNT', 'line_items.0.unit_amount'));
  });
});

describe('what the buyer reads', () => {
  it('names every item, with how many', () => {
    expect(describeItems([item('1', 2, 'Coffee'), item('1', 1, 'Milk')])).toBe('2 × Coffee, Milk');
  });

  it('ends between two items where it would be too long', () => {
    const text = describeItems(Array.from({ length: 100 }, () => item('1', 1, '🎉'.repeat(24))));
    expect(text.length).toBeLessThanOrEqual(500);
    expect(text).toMatch(/^(🎉{24}, )+…$/u);
  });
});

describe('the status of a session', () => {
  it.each([
    ['open', 'open', 'unpaid'],
    ['settled', 'complete', 'paid'],
    ['expired', 'expired', 'unpaid'],
    ['canceled', 'expired', 'unpaid'],
    ['invalid', 'expired', 'unpaid'],
  ] as const)('whose order is %s is %s and %s', (order, status, paid) => {
    expect(sessionStatusOf(order)).toEqual({ status, payment_status: paid });
    expect(orderStatusesOf(status)).toContain(order);
  });

  it('finds every order under one of its names', () => {
    expect(SESSION_STATUSES.flatMap(orderStatusesOf)).toHaveLength(5);
  });
});
