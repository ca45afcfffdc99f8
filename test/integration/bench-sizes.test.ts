/** The benchmark of sizes runs in its small mode, over rows that Chaintill itself has written. */
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'sizes: registered, paid, settled, delivered and rolled up, and then measured',
  async () => {
    const report = await runBench('sizes');
    expect(report.facts).toMatchObject({ transfers: 2_000, orders: 100 });
    const { rows } = tableOf(report, 'Sizes of tables');
    const counts = new Map(rows.map(([name, count]) => [name, Number(count)]));
    expect(Object.fromEntries(counts)).toMatchObject({
      'chain.transfers': 2_000,
      'chain.asset_transfers': 200,
      'chain.failed_payments': 40,
      'till.orders': 100,
      'till.commands': 100,
      'till.payments': 100,
      // Registered and settled, each to one endpoint, at the first attempt.
      'till.events': 200,
      'till.deliveries': 200,
      'till.delivery_attempts': 200,
    });
    // Nothing is measured that was not filled.
    expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
    for (const title of ['A million of each', 'Write-ahead log']) {
      expect(tableOf(report, title).rows.every(([, gib]) => Number(gib) > 0)).toBe(true);
    }
  },
  5 * MINUTES,
);
