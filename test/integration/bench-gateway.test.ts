/** The benchmark of the gateway under load runs in its small mode, without a peer, and has done its work. */
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'asks for payments, orders and history from several connections, and finds the rows that the database has',
  async () => {
    const report = await runBench('gateway');
    const { columns, rows } = tableOf(report, 'Questions under load');
    const column = (name: string): readonly unknown[] => rows.map((row) => row[columns.indexOf(name)]);
    expect(column('asked for')).toEqual([
      'payment status by reference',
      'transfers by reference',
      'the newest 50 of a busy account',
      'the newest 50 of any account',
      'order status, REST',
      'order status, GraphQL',
      "a company's newest 50, REST",
    ]);
    expect(new Set(column('of'))).toEqual(new Set(['chaintill']));
    // Three accounts that received more than fifty transfers.
    expect(column('rows checked')[2]).toBe(150);
    for (const name of ['rows checked', 'requests/s', 'p99 ms'])
      expect(column(name).every((value) => Number(value) > 0)).toBe(true);
    expect(column('errors')).toEqual(rows.map(() => 0));
    expect(report.facts).toMatchObject({ transfers: 20_000, orders: 500, '@subql/query': 'left out' });
  },
  5 * MINUTES,
);
