import fc from 'fast-check';
import { mergeOwned, type OwnedBlocks } from '../../../src/domain/metrics/ownership.js';

const LAST = 20;
const owned: fc.Arbitrary<OwnedBlocks[]> = fc.array(
  fc.record({
    account: fc.constantFrom('0x0a', '0x0b'),
    fromBlock: fc.integer({ min: 0, max: LAST }),
    untilBlock: fc.option(fc.integer({ min: 0, max: LAST })),
  }),
  { maxLength: 8 },
);

/** Account and block of all that is owned, each as often as a row has it. */
function blocksOf(rows: readonly OwnedBlocks[]): string[] {
  return rows.flatMap(({ account, fromBlock, untilBlock }) =>
    Array.from({ length: LAST + 5 }, (_, block) => block)
      .filter((block) => block >= fromBlock && (untilBlock === null || block < untilBlock))
      .map((block) => `${account} ${block}`),
  );
}

it('the same blocks are owned, each once, in rows that do not touch', () => {
  fc.assert(
    fc.property(owned, (given) => {
      const merged = mergeOwned(given);
      expect(blocksOf(merged).sort()).toEqual([...new Set(blocksOf(given))].sort());
      for (const [i, row] of merged.entries()) {
        const before = merged[i - 1];
        if (before?.account === row.account) expect(before.untilBlock).toBeLessThan(row.fromBlock);
      }
    }),
  );
});
