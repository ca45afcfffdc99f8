import { estimateBlocks, readableTime } from '../../../src/web/checkout/countdown.js';

it('counts blocks down as if they came on time, and leaves the end to the chain', () => {
  expect(estimateBlocks(10, 0, 6_000)).toBe(10);
  expect(estimateBlocks(10, 17_999, 6_000)).toBe(8);
  expect(estimateBlocks(10, 600_000, 6_000)).toBe(1);
  expect(estimateBlocks(0, 0, 6_000)).toBe(0);
});

it.each([
  [59_999, ''],
  [60_000, '1 minute'],
  [3_600_000, '1 hour'],
  [3_600_000 * 14 + 60_000 * 5, '14 hours 5 minutes'],
  [3_600_000 * 50 + 60_000 * 5, '2 days 2 hours'],
])('writes %d ms', (ms, written) => {
  expect(readableTime(ms, 'en')).toBe(written);
});
