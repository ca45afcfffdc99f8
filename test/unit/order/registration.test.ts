import {
  fixPrice,
  fixWindow,
  ownReference,
  type WindowFacts,
} from '../../../src/domain/order/registration.js';
import { readOrderRequest, type OrderRequest } from '../../../src/domain/order/request.js';
import { refusal } from '../domain/refusal.js';

function request(fields: object): OrderRequest {
  return readOrderRequest({ orderId: 'A-1', ...fields }, { allowLoopbackHttp: false });
}

describe('fixPrice', () => {
  const unit = { decimals: 12, dust: 1_000n };

  it.each<[object, bigint, bigint]>([
    [{ amount: '12.5' }, 12_500_000_000_000n, 12_500_000_000_000n],
    [{ amountInSmallestUnits: '12500000000000' }, 12_500_000_000_000n, 12_500_000_000_000n],
    [{ amount: '10', toleranceBp: 250 }, 10_000_000_000_000n, 9_750_000_000_000n],
    [{ amountInSmallestUnits: '1000' }, 1_000n, 1_000n],
    [{ amountInSmallestUnits: (2n ** 128n - 1n).toString() }, 2n ** 128n - 1n, 2n ** 128n - 1n],
  ])('reads %j', (fields, amount, minimum) => {
    expect(fixPrice(request(fields), unit)).toEqual({ amount, minimum, dust: 1_000n });
  });

  it.each<[string, object, string, string, string?]>([
    ['too many decimals', { amount: '1.0000000000001' }, 'amount', 'at most 12 digits'],
    ['a negative amount', { amount: '-1' }, 'amount', 'negative'],
    ['nothing', { amount: '0' }, 'amount', 'more than 0'],
    ['nothing with decimals', { amount: '0.000' }, 'amount', 'more than 0'],
    ['no smallest unit', { amountInSmallestUnits: '0' }, 'amountInSmallestUnits', 'more than 0'],
    ['NaN', { amount: 'NaN' }, 'amount', 'no digit'],
    ['Infinity', { amount: 'Infinity' }, 'amount', 'no digit'],
    ['an exponent', { amount: '1e3' }, 'amount', 'exponent'],
    ['a comma', { amount: '1,5' }, 'amount', 'comma'],
    ['blanks', { amount: ' 1' }, 'amount', 'no digit'],
    ['empty text', { amount: '' }, 'amount', 'empty'],
    ['endless digits', { amount: '1'.repeat(10_000) }, 'amount', 'too long'],
    [
      'more than u128',
      { amountInSmallestUnits: (2n ** 128n).toString() },
      'amountInSmallestUnits',
      '2^128 - 1',
    ],
    ['more than u128 in tokens', { amount: '9'.repeat(39) }, 'amount', '2^128 - 1'],
    ['parts of a smallest unit', { amountInSmallestUnits: '1.5' }, 'amountInSmallestUnits', 'point'],
    ['dust', { amountInSmallestUnits: '999' }, 'amountInSmallestUnits', 'below 1000', 'AMOUNT_TOO_SMALL'],
    [
      'a tolerance down to dust',
      { amountInSmallestUnits: '1000', toleranceBp: 100 },
      'toleranceBp',
      'below 1000',
      'AMOUNT_TOO_SMALL',
    ],
  ])('refuses %s', (_what, fields, field, reason, code = 'INVALID_AMOUNT') => {
    expect(() => fixPrice(request(fields), unit)).toThrow(refusal(code, reason));
    expect(() => fixPrice(request(fields), unit)).toThrow(expect.objectContaining({ field }) as Error);
  });
});

describe('fixWindow', () => {
  const NOW = Date.parse('2026-11-21T12:00:00Z');
  const facts: WindowFacts = {
    indexedHeight: 50_000,
    behind: 0,
    now: NOW,
    ownedFrom: 0,
    blockTimeMs: 6_000,
    orderWindowBlocks: 10_000,
  };
  const window = (fields: object, changed: Partial<WindowFacts> = {}): object =>
    fixWindow(request({ amount: '1', ...fields }), { ...facts, ...changed });

  it.each<[string, object, Partial<WindowFacts>, number, number]>([
    ['from now on, for as long as is usual', {}, {}, 50_000, 60_000],
    ['for some blocks', { expiresInBlocks: 1 }, {}, 50_000, 50_001],
    [
      'until a time',
      { expiresAt: '2026-11-21T13:00:00+01:00', acceptFromHeight: null },
      { now: NOW - 60_000 },
      50_000,
      50_010,
    ],
    ['until a time within a block', { expiresAt: '2026-11-21T12:00:00.001Z' }, {}, 50_000, 50_001],
    [
      'until a time, while the index trails',
      { expiresAt: '2026-11-21T12:01:00Z' },
      { behind: 100 },
      50_000,
      50_110,
    ],
    ['for as long as is usual, while the index trails', {}, { behind: 100 }, 50_000, 60_100],
    ['for some blocks, while the index trails', { expiresInBlocks: 7 }, { behind: 100 }, 50_000, 50_107],
    ['from earlier on', { acceptFromHeight: 40_001 }, {}, 40_001, 60_000],
    ['from now on, as asked', { acceptFromHeight: 50_000 }, {}, 50_000, 60_000],
    ['once the account is the merchant’s', {}, { ownedFrom: 50_001 }, 50_001, 60_000],
    ['after a deposit address is given out', { mode: 'ADDRESS' }, {}, 50_001, 60_000],
  ])('opens %s', (_what, fields, changed, windowFrom, expiryHeight) => {
    expect(window(fields, changed)).toEqual({ windowFrom, expiryHeight });
  });

  it.each<[string, object, string, string, Partial<WindowFacts>?]>([
    ['a time in the past', { expiresAt: '2026-11-21T11:59:59Z' }, 'expiresAt', 'in the future'],
    [
      'a time in the past of a trailing index',
      { expiresAt: '2026-11-21T11:59:59Z' },
      'expiresAt',
      'in the future',
      { behind: 100 },
    ],
    ['this very moment', { expiresAt: '2026-11-21T12:00:00Z' }, 'expiresAt', 'in the future'],
    ['a time too far', { expiresAt: '2027-11-21T12:00:00Z' }, 'expiresAt', 'at most 1000000 blocks'],
    ['a window too far back', { acceptFromHeight: 40_000 }, 'acceptFromHeight', 'from 40001 to 50000'],
    ['a window that opens later', { acceptFromHeight: 50_001 }, 'acceptFromHeight', 'from 40001 to 50000'],
    [
      'a window in another owner’s time',
      { acceptFromHeight: 44_999 },
      'acceptFromHeight',
      'from 45000 to 50000',
      { ownedFrom: 45_000 },
    ],
    [
      'an earlier window of a new address',
      { acceptFromHeight: 49_999, mode: 'ADDRESS' },
      'acceptFromHeight',
      'leave it out',
    ],
  ])('refuses %s', (_what, fields, field, reason, changed = {}) => {
    expect(() => window(fields, changed)).toThrow(refusal('BAD_USER_INPUT', reason));
    expect(() => window(fields, changed)).toThrow(expect.objectContaining({ field }) as Error);
  });
});

describe('ownReference', () => {
  it.each(['A-1', '0', '18446744073709551615', 'a.b_c-D', 'refunds.1', 'REFUND.1'])(
    'is %s itself',
    (orderId) => expect(ownReference(orderId)).toBe(orderId),
  );
  it.each(['refund.1', 'refund.', 'Order #12', 'März', 'a/b'])('cannot be %s', (orderId) =>
    expect(ownReference(orderId)).toBeNull(),
  );
});
