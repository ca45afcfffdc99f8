/** The benchmark of company history and figures runs in its small mode, and has done its work. */
import { FIGURES, HISTORY } from '../../bench/metrics/questions.js';
import { runBench, tableOf } from '../support/bench.js';

const MINUTES = 60_000;

it(
  'company history and figures: filled, counted again, asked for and sent as files',
  async () => {
    const report = await runBench('metrics');
    const verified = tableOf(report, 'Filling').rows.find(([what]) => String(what).startsWith('verified'));
    expect(verified?.[2]).toMatch(/^[1-9]\d* roll-ups, none differs$/);
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
    expect(report.facts).toMatchObject({ transfers: 20_000, orders: 500 });
  },
  5 * MINUTES,
);
