/** The benchmark of what the gateway answers runs in its small mode, without a peer, and has done its work. */
import { FIGURES, HISTORY } from '../../bench/metrics/questions.js';
import type { Report } from '../../bench/report.js';
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

describe('in its small mode it', () => {
  let report: Report;
  beforeAll(async () => (report = await runBench('serving')), 5 * MINUTES);

  it('fills, and counts all roll-ups again', () => {
    const verified = tableOf(report, 'Filling').rows.find(([what]) => String(what).startsWith('verified'));
    expect(verified?.[2]).toMatch(/^[1-9]\d* roll-ups, none differs$/);
    expect(report.facts).toMatchObject({ transfers: 20_000, orders: 500, '@subql/query': 'left out' });
  });

  it('asks for company history and figures, and reads files', () => {
    for (const [title, questions] of [
      ['Company history', HISTORY],
      ['Figures', FIGURES],
    ] as const) {
      const { rows } = tableOf(report, title);
      expect(rows.map(([name]) => name)).toEqual(questions.map(({ name }) => name));
      expect(rows.every(([, median]) => Number(median) > 0)).toBe(true);
    }
    const lines = tableOf(report, 'Files').rows.map((row) => Number(row[1]));
    // The CSV has a line of names besides.
    expect(lines[0]).toBeGreaterThan(1_500);
  });

  it('asks for payments, orders and history from several connections, and finds the rows that the database has', () => {
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
  });
});
