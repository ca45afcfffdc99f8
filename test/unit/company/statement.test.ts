import { readMonths } from '../../../src/domain/company/months.js';
import { statementsOf } from '../../../src/domain/company/statement.js';
import { NOTHING, type FlowTotals } from '../../../src/domain/company/totals.js';
import { openZone } from '../../../src/domain/metrics/zone.js';

const NOW = Date.UTC(2026, 2, 31, 23, 30);
const months = (from: string | null, to: string | null, zone = 'UTC') =>
  readMonths(openZone(zone), { from, to }, NOW);

describe('months', () => {
  it('are the twelve up to the one that it is in the time zone', () => {
    const names = months(null, null).map(({ name }) => name);
    expect([names.length, names[0], names.at(-1)]).toEqual([12, '2025-04', '2026-03']);
    expect(months(null, null, 'Asia/Tokyo').at(-1)?.name).toBe('2026-04');
    expect(months(null, '2000-03').map(({ name }) => name)).toEqual(['2000-01', '2000-02', '2000-03']);
  });

  it('follow each other without a gap', () => {
    const year = months('2025-11', '2026-12', 'America/New_York');
    expect(year.map(({ name }) => name).slice(0, 3)).toEqual(['2025-11', '2025-12', '2026-01']);
    expect(year.slice(1).map(({ from }) => from)).toEqual(year.slice(0, -1).map(({ before }) => before));
    expect(new Date(year[4]?.from ?? 0).toISOString()).toBe('2026-03-01T05:00:00.000Z');
    expect(new Date(year[5]?.from ?? 0).toISOString()).toBe('2026-04-01T04:00:00.000Z');
  });

  it('are ten years at most', () => {
    expect(months('2016-01', '2025-12')).toHaveLength(120);
    expect(() => months('2015-12', '2025-12')).toThrow('120');
    expect(() => months('2026-02', '2026-01')).toThrow('from');
    expect(() => months('26-02', null)).toThrow('2026-03');
  });
});

describe('statements', () => {
  const totals = (received: bigint, sent: bigint, fees = 0n): FlowTotals => ({
    ...NOTHING,
    received,
    sent,
    fees,
  });

  it('carry each balance on, and begin with the month in which an asset moved', () => {
    const statements = statementsOf(months('2026-01', '2026-03'), [
      new Map([[null, totals(5n, 1n, 7n)]]),
      new Map([[null, totals(5n, 9n, 8n)]]),
      new Map([
        ['12', totals(1n, 0n)],
        ['2', totals(3n, 0n)],
        [null, totals(5n, 9n, 8n)],
      ]),
      new Map([
        ['12', totals(1n, 0n)],
        ['2', totals(4n, 4n)],
        [null, totals(6n, 9n, 8n)],
      ]),
    ]);
    expect(
      statements.map(({ month, asset, opening, received, sent, fees, closing }) =>
        [month.name, asset, opening, received, sent, fees, closing].map(String).join(' '),
      ),
    ).toEqual([
      '2026-01 null 4 0 8 1 -4',
      '2026-02 null -4 0 0 0 -4',
      '2026-02 2 0 3 0 0 3',
      '2026-02 12 0 1 0 0 1',
      '2026-03 null -4 1 0 0 -3',
      '2026-03 2 3 1 4 0 0',
      '2026-03 12 1 0 0 0 1',
    ]);
  });
});
