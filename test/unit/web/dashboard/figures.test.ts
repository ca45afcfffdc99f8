import type { AssetMetrics } from '../../../../src/web/dashboard/overview/documents.js';
import { successMarks, successOf, volumeMarks } from '../../../../src/web/dashboard/overview/figures.js';
import { windowOf, type Interval, type Range } from '../../../../src/web/dashboard/overview/range.js';

const LLD = (tokens: string): { value: string; formatted: string } => ({
  value: `${tokens}000000000000`,
  formatted: `${tokens} LLD`,
});
const words = {
  when: (iso: string) => iso.slice(0, 10),
  amount: ({ formatted }: { readonly formatted: string | null }) => formatted ?? '',
  percent: (share: number) => `${share * 100} %`,
  none: '–',
};

const METRICS: AssetMetrics = {
  asset: null,
  symbol: 'LLD',
  decimals: 12,
  total: {
    attempts: 5,
    paid: 4,
    failed: 1,
    lost: 0,
    recovered: 1,
    uniquePayers: 2,
    volume: LLD('9007199254740993'),
  },
  series: [
    {
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
      attempts: 4,
      paid: 3,
      failed: 1,
      volume: LLD('7'),
    },
    {
      from: '2026-01-02T00:00:00Z',
      to: '2026-01-03T00:00:00Z',
      attempts: 0,
      paid: 0,
      failed: 0,
      volume: LLD('0'),
    },
    {
      from: '2026-01-03T00:00:00Z',
      to: '2026-01-04T00:00:00Z',
      attempts: 1,
      paid: 1,
      failed: null,
      volume: { value: '9007199254740993000000000001', formatted: '9007199254740993.000000000001 LLD' },
    },
    {
      from: '2026-01-04T00:00:00Z',
      to: '2026-01-05T00:00:00Z',
      attempts: 0,
      paid: 0,
      failed: 0,
      volume: LLD('0'),
    },
  ],
  errors: [],
};

it('draws nothing where nothing was paid, and a gap where nothing could be yet', () => {
  expect(volumeMarks(METRICS, new Date('2026-01-03T12:00:00Z'), words)).toEqual([
    { when: '2026-01-01', height: 7, text: '7 LLD' },
    { when: '2026-01-02', height: 0, text: '0 LLD' },
    { when: '2026-01-03', height: 9007199254740994, text: '9007199254740993.000000000001 LLD' },
    { when: '2026-01-04', height: null, text: '0 LLD' },
  ]);
});

it('has a gap where nothing was tried, or nobody knows what failed', () => {
  expect(successMarks(METRICS, words).map(({ height, text }) => [height, text])).toEqual([
    [0.75, '75 %'],
    [null, '–'],
    [null, '–'],
    [null, '–'],
  ]);
  expect(successOf({ attempts: 4, paid: 0, failed: 4 })).toBe(0);
});

it.each<[Range, Interval, number]>([
  ['24h', 'HOUR', 24],
  ['7d', 'DAY', 7],
  ['30d', 'DAY', 30],
  ['12m', 'MONTH', 12],
])('takes %s as whole intervals up to the current one', (range, interval, count) => {
  const now = new Date(2026, 0, 5, 13, 45, 10);
  const window = windowOf(range, now);
  expect(window.interval).toBe(interval);
  const [from, to] = [new Date(window.from), new Date(window.to)];
  expect(from.getTime()).toBeLessThan(now.getTime());
  expect(to.getTime()).toBeGreaterThan(now.getTime());
  const between =
    interval === 'MONTH'
      ? (to.getFullYear() - from.getFullYear()) * 12 + to.getMonth() - from.getMonth()
      : Math.round((to.getTime() - from.getTime()) / (interval === 'DAY' ? 86_400_000 : 3_600_000));
  expect(between).toBe(count);
  expect(windowOf(range, new Date(2026, 0, 5, 13, 59, 59))).toEqual(window);
});
