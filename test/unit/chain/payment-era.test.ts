import fc from 'fast-check';
import { TypeRegistry } from '@polkadot/types';
import { chooseEra, eraAt } from '../../../src/chain/payment/era.js';

const registry = new TypeRegistry();
const KEPT = 2_400;
const heights = fc
  .record({
    best: fc.nat(1_000_000),
    lag: fc.nat(8),
    left: fc.nat(100_000),
    kept: fc.constantFrom(250, 2_400, 65_536),
  })
  .map(({ best, lag, left, kept }) => ({
    best,
    finalized: Math.max(0, best - lag),
    expiry: best + left,
    kept,
  }));

describe('the era of a payment', () => {
  it('never ends after the order, and no longer one that begins at its block would end in time', () => {
    fc.assert(
      fc.property(heights, ({ best, finalized, expiry, kept }) => {
        const era = chooseEra({ best, finalized }, expiry, kept);
        if (era === null) {
          expect(expiry - best).toBeLessThan(3);
          return;
        }
        expect(era.last).toBeLessThanOrEqual(expiry);
        expect(era.last).toBe(era.birth + era.period - 1);
        expect(era.birth).toBeLessThanOrEqual(best);
        expect(era.last).toBeGreaterThan(best);
        expect(era.period).toBeLessThanOrEqual(kept);
        const longer = 2 * era.period;
        if (longer <= Math.min(kept, 65_536)) expect(era.birth + longer - 1).toBeGreaterThan(expiry);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is as short as no other only where all is short', () => {
    fc.assert(
      fc.property(heights, ({ best, finalized, expiry, kept }) => {
        const era = chooseEra({ best, finalized }, expiry, kept);
        const period = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
          .map((power) => 2 ** power)
          .filter((length) => length <= kept && best + length - 1 <= expiry)
          .at(-1);
        expect(era?.period ?? 0).toBeGreaterThanOrEqual(period ?? 0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same to the runtime: written and read, it begins and ends at the same blocks', () => {
    fc.assert(
      fc.property(heights, ({ best, finalized, expiry, kept }) => {
        const era = chooseEra({ best, finalized }, expiry, kept);
        if (era === null) return;
        const written = registry
          .createType('ExtrinsicEra', { current: era.birth, period: era.period })
          .toHex();
        const { period, phase } = registry.createType('ExtrinsicEra', written).asMortalEra;
        for (const block of [best, best + 1, era.last]) {
          expect(eraAt(block, { period: period.toNumber(), phase: phase.toNumber() })).toEqual(era);
        }
        expect(eraAt(era.last + 1, { period: period.toNumber(), phase: phase.toNumber() })).not.toEqual(era);
      }),
    );
  });

  it('begins at the finalized block, which no fork takes back, and at the best one where too little is left of it', () => {
    expect(chooseEra({ best: 103, finalized: 100 }, 1_000, KEPT)).toEqual({
      birth: 100,
      period: 512,
      last: 611,
    });
    expect(chooseEra({ best: 103, finalized: 100 }, 106, KEPT)).toEqual({ birth: 103, period: 4, last: 106 });
    expect(chooseEra({ best: 203, finalized: 100 }, 1_000, KEPT)).toEqual({
      birth: 203,
      period: 512,
      last: 714,
    });
  });

  it('is refused where less than four blocks are left', () => {
    expect(chooseEra({ best: 100, finalized: 100 }, 103, KEPT)).toEqual({ birth: 100, period: 4, last: 103 });
    expect(chooseEra({ best: 100, finalized: 100 }, 102, KEPT)).toBeNull();
    expect(chooseEra({ best: 100, finalized: 98 }, 102, KEPT)).toBeNull();
  });
});
