/** The benchmark of the tail runs in its small mode, and has done its work. */
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'the tail, on each chain and with both kinds of handlers',
  async () => {
    const { rows } = tableOf(await runBench('tail'), 'Blocks a second');
    expect(rows.map(([, handlers, blocks]) => [handlers, blocks])).toEqual([
      ['chaintill', 20],
      ['minimal', 20],
      ['chaintill', 200],
      ['minimal', 200],
      ['chaintill', 2],
      ['minimal', 2],
    ]);
    expect(rows.every((row) => Number(row[3]) > 0 && Number(row[7]) > 50)).toBe(true);
  },
  5 * MINUTES,
);
