/** What `npm run bench` runs one after the other runs in its small mode, and has done its work. */
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'settlement, delivery and plans, one after the other, as `npm run bench` runs its parts',
  async () => {
    const report = await runBench('all', '--only', 'settlement,delivery,plans');
    expect(tableOf(report, 'Parts').rows.map(([part, , outcome]) => [part, outcome])).toEqual([
      ['settlement', 'done'],
      ['delivery', 'done'],
      ['plans', 'done'],
    ]);
    const settled = tableOf(report, 'settlement: Settling').rows;
    expect(settled.map(([orders]) => orders)).toEqual([200, 1_000]);
    // Two seconds of 50 events, and of 5 that each of two subscriptions of a shop hears.
    const delivered = tableOf(report, 'delivery: From commit').rows;
    expect(delivered.map((row) => row[1])).toEqual([20, 100]);
    expect(tableOf(report, 'plans: Plans').rows.length).toBeGreaterThan(50);
  },
  5 * MINUTES,
);

it('a part that nobody knows is refused', async () => {
  await expect(runBench('all', '--only', 'settlement,dreams')).rejects.toThrow('there is no part dreams');
});
