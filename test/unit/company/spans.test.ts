import { sidesOf } from '../../../src/domain/company/flow.js';
import { membershipOf, narrowSpans } from '../../../src/domain/company/spans.js';

const [a, b] = ['0xaa', '0xbb'] as const;
const span = (account: `0x${string}`, fromBlock: number, untilBlock: number | null) => ({
  account,
  fromBlock,
  untilBlock,
});
const spans = [span(a, 5, 10), span(a, 20, null), span(b, 8, 9)];

describe('the blocks of an account', () => {
  it('begin with the first and end before the last', () => {
    const isOwn = membershipOf(spans);
    expect([4, 5, 9, 10, 19, 20, 2_000_000].map((block) => isOwn(a, block))).toEqual([
      false,
      true,
      true,
      false,
      false,
      true,
      true,
    ]);
    expect(isOwn('0xcc', 5)).toBe(false);
    expect(isOwn(null, 5)).toBe(false);
  });

  it('are narrowed to a range, with its ends', () => {
    expect(narrowSpans(spans, 0, null)).toEqual(spans);
    expect(narrowSpans(spans, 9, 21)).toEqual([span(a, 9, 10), span(a, 20, 21)]);
    expect(narrowSpans(spans, 10, 20)).toEqual([]);
    expect(narrowSpans(spans, 30, 20)).toEqual([]);
  });
});

describe('a movement', () => {
  const sides = (fromId: `0x${string}` | null, toId: `0x${string}` | null, blockNumber: number) =>
    sidesOf({ fromId, toId, blockNumber }, membershipOf(spans));

  it('is internal only while both accounts belong', () => {
    expect(sides(a, b, 8)).toEqual({ direction: 'internal', account: a, counterparty: b });
    expect(sides(a, b, 9)).toEqual({ direction: 'out', account: a, counterparty: b });
    expect(sides(b, a, 9)).toEqual({ direction: 'in', account: a, counterparty: b });
    expect(sides(a, a, 9)).toEqual({ direction: 'internal', account: a, counterparty: a });
    expect(sides(null, a, 9)).toEqual({ direction: 'in', account: a, counterparty: null });
    expect(sides(a, null, 9)).toEqual({ direction: 'out', account: a, counterparty: null });
    expect(() => sides(a, b, 15)).toThrow('is not the company');
  });
});
