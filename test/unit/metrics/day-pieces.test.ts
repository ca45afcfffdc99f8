import fc from 'fast-check';
import { dividePieces, QUARTERS_OF_A_DAY } from '../../../src/domain/metrics/day-pieces.js';
import { divideWindow, QUARTER_MS, type Window } from '../../../src/domain/metrics/intervals.js';

const DAY_MS = 86_400_000;
const NEW_YEAR = Date.UTC(2026, 0, 1);

const window = fc
  .record({
    from: fc.integer({ min: 0, max: 200 * DAY_MS }),
    length: fc.integer({ min: 1, max: 40 * DAY_MS }),
    interval: fc.constantFrom('hour' as const, 'day' as const, 'week' as const, 'month' as const),
    zone: fc.constantFrom('UTC', 'Europe/Prague', 'Asia/Kathmandu', 'America/St_Johns'),
  })
  .map(({ from, length, interval, zone }) =>
    divideWindow({ from: NEW_YEAR + from, to: NEW_YEAR + from + length }, interval, zone),
  );
const wholeQuarters = ({ from, to }: Window): readonly [number, number] => [
  Math.ceil(from / QUARTER_MS),
  Math.floor(to / QUARTER_MS),
];

it('has each quarter once, in its interval and in one day', () => {
  fc.assert(
    fc.property(window, (asked) => {
      const [from, until] = wholeQuarters(asked);
      const pieces = dividePieces(asked, from, until);
      const covered = pieces.flatMap(({ since, until: end, place }) =>
        Array.from({ length: end - since }, (_, i) => ({ quarter: since + i, place })),
      );
      expect(covered.map(({ quarter }) => quarter)).toEqual(
        Array.from({ length: Math.max(until - from, 0) }, (_, i) => from + i),
      );
      for (const { quarter, place } of covered) {
        const span = asked.spans[place - 1];
        expect(span && quarter * QUARTER_MS >= span.from && quarter * QUARTER_MS < span.to).toBe(true);
      }
      for (const { since, until: end } of pieces)
        expect(Math.floor(since / QUARTERS_OF_A_DAY)).toBe(Math.floor((end - 1) / QUARTERS_OF_A_DAY));
    }),
  );
});

it('takes no more of a year by month than its days and the ends of its months', () => {
  const year = divideWindow({ from: NEW_YEAR, to: NEW_YEAR + 365 * DAY_MS }, 'month', 'Asia/Kathmandu');
  expect(dividePieces(year, ...wholeQuarters(year)).length).toBeLessThan(365 + 15);
});

it('has nothing of quarters that are not asked for', () => {
  const day = divideWindow({ from: NEW_YEAR, to: NEW_YEAR + DAY_MS }, 'hour', 'UTC');
  const [from] = wholeQuarters(day);
  expect(dividePieces(day, from, from)).toEqual([]);
  expect(dividePieces(day, from + 5, from + 6)).toEqual([{ since: from + 5, until: from + 6, place: 2 }]);
});
