import { describeProgress } from '../../../src/cli/indexer/history-progress.js';

describe('how far a backfill is', () => {
  it.each([
    [
      { height: 1_000, target: 9_000, blocks: 500, seconds: 2 },
      'block 1000 of 9000, 250 blocks/s, 32 s left',
    ],
    [
      { height: 1_000, target: 31_000, blocks: 100, seconds: 1 },
      'block 1000 of 31000, 100 blocks/s, 5 min 0 s left',
    ],
    [
      { height: 0, target: 9_000_000, blocks: 1_000, seconds: 1 },
      'block 0 of 9000000, 1000 blocks/s, 2 h 30 min left',
    ],
    [{ height: 4, target: 9, blocks: 0, seconds: 0 }, 'block 4 of 9'],
  ])('is told with an estimate of the time: %j', (progress, text) => {
    expect(describeProgress({ rows: 0, ...progress })).toBe(text);
  });
});
