/** The benchmark of the backfill runs, in its small mode, and has done its work. */
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'indexes dense and sparse history by the backfill and by SubQuery',
  async () => {
    const { rows } = tableOf(await runBench('backfill'), 'Blocks of history');
    // Ten payments, each a transfer and a remark, in every block or in one of a hundred.
    expect(rows.map(([, by, blocks, written]) => [by, blocks, written])).toEqual([
      ['backfill', 250, 250 * 20],
      ['SubQuery', 15, ''],
      ['backfill', 2_500, 25 * 20],
      ['SubQuery', 75, ''],
    ]);
    expect(rows.every((row) => Number(row[4]) > 0)).toBe(true);
  },
  8 * MINUTES,
);
