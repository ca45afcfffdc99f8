import fc from 'fast-check';
import { QUARTER_MS } from '../../../src/domain/metrics/intervals.js';
import { divideQuarters, quarterAt } from '../../../src/domain/metrics/quarters.js';

const FIRST = 1_970_000;
/** Near each other, and often at the very edge of a quarter. */
const instant = fc
  .record({ quarter: fc.integer({ min: 0, max: 6 }), off: fc.constantFrom(-1, 0, 0, 1, 450_000) })
  .map(({ quarter, off }) => (FIRST + quarter) * QUARTER_MS + off);
const edge = fc.option(fc.integer({ min: FIRST - 1, max: FIRST + 8 }));

it('every quarter of which something may count is whole or cut, and no whole one has what does not', () => {
  fc.assert(
    fc.property(instant, instant, edge, edge, (one, other, from, until) => {
      fc.pre(one !== other && (from === null || until === null || from <= until));
      const window = { from: Math.min(one, other), to: Math.max(one, other) };
      const { wholeFrom, wholeUntil, cut } = divideQuarters(window, { begin: from, end: until });
      for (let quarter = FIRST - 3; quarter < FIRST + 10; quarter++) {
        const start = quarter * QUARTER_MS;
        const touches = quarterAt(window.from) <= quarter && quarter <= quarterAt(window.to - 1);
        const isInside = window.from <= start && start + QUARTER_MS <= window.to;
        const owned = (from === null || quarter >= from) && (until === null || quarter <= until);
        const isOwnedWhole = (from === null || quarter > from) && (until === null || quarter < until);
        const isWhole = quarter >= wholeFrom && quarter < wholeUntil;
        expect([quarter, isWhole]).toEqual([quarter, isInside && isOwnedWhole]);
        expect([quarter, isWhole || cut.includes(quarter)]).toEqual([quarter, touches && owned]);
      }
      expect(cut.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 300 },
  );
});
