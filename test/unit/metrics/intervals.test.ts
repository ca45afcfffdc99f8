import fc from 'fast-check';
import { divideWindow, INTERVALS, MOST_SPANS, type Interval } from '../../../src/domain/metrics/intervals.js';

const HOUR = 3_600_000;

function divide(from: string, to: string, interval: Interval, timeZone: string): readonly string[] {
  const { spans } = divideWindow({ from: Date.parse(from), to: Date.parse(to) }, interval, timeZone);
  return spans.map((span) => {
    const text = (instant: number): string => new Date(instant).toISOString().replace(':00.000Z', 'Z');
    return `${text(span.from)} ${text(span.to)}${span.partial ? ' partial' : ''}`;
  });
}

describe('days', () => {
  it('of UTC, of which a window cuts the first and the last', () => {
    expect(divide('2026-01-01T06:00:00Z', '2026-01-03T12:30:00Z', 'day', 'UTC')).toEqual([
      '2026-01-01T06:00Z 2026-01-02T00:00Z partial',
      '2026-01-02T00:00Z 2026-01-03T00:00Z',
      '2026-01-03T00:00Z 2026-01-03T12:30Z partial',
    ]);
  });

  it('have 23 hours in spring and 25 in autumn', () => {
    expect(divide('2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2026-03-28T23:00Z 2026-03-29T22:00Z',
      '2026-03-29T22:00Z 2026-03-30T22:00Z',
    ]);
    expect(divide('2026-10-24T22:00:00Z', '2026-10-26T23:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2026-10-24T22:00Z 2026-10-25T23:00Z',
      '2026-10-25T23:00Z 2026-10-26T23:00Z',
    ]);
  });

  it('begin at one where clocks are put forward at midnight, and end an hour later where they are put back then', () => {
    expect(divide('2018-11-03T03:00:00Z', '2018-11-05T02:00:00Z', 'day', 'America/Sao_Paulo')).toEqual([
      '2018-11-03T03:00Z 2018-11-04T03:00Z',
      '2018-11-04T03:00Z 2018-11-05T02:00Z',
    ]);
    expect(divide('2018-02-17T02:00:00Z', '2018-02-19T03:00:00Z', 'day', 'America/Sao_Paulo')).toEqual([
      '2018-02-17T02:00Z 2018-02-18T03:00Z',
      '2018-02-18T03:00Z 2018-02-19T03:00Z',
    ]);
  });

  it('of a zone that is three quarters of an hour off', () => {
    expect(divide('2026-05-01T18:15:00Z', '2026-05-02T18:15:00Z', 'day', 'Asia/Kathmandu')).toEqual([
      '2026-05-01T18:15Z 2026-05-02T18:15Z',
    ]);
  });

  it('leave out the one that Samoa left out', () => {
    expect(divide('2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z', 'day', 'Pacific/Apia')).toEqual([
      '2011-12-29T10:00Z 2011-12-30T10:00Z',
      '2011-12-30T10:00Z 2011-12-31T10:00Z',
    ]);
  });
});

it('weeks begin on Monday, months on the first', () => {
  expect(divide('2026-11-20T00:00:00Z', '2026-11-30T00:00:00Z', 'week', 'UTC')).toEqual([
    '2026-11-20T00:00Z 2026-11-23T00:00Z partial',
    '2026-11-23T00:00Z 2026-11-30T00:00Z',
  ]);
  expect(divide('2026-01-31T23:00:00Z', '2026-03-15T00:00:00Z', 'month', 'Europe/Prague')).toEqual([
    '2026-01-31T23:00Z 2026-02-28T23:00Z',
    '2026-02-28T23:00Z 2026-03-15T00:00Z partial',
  ]);
});

it('hours of a zone that is half an hour off begin with its own clock', () => {
  expect(divide('2026-05-01T00:15:00Z', '2026-05-01T01:30:00Z', 'hour', 'Asia/Kolkata')).toEqual([
    '2026-05-01T00:15Z 2026-05-01T00:30Z partial',
    '2026-05-01T00:30Z 2026-05-01T01:30Z',
  ]);
});

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Havana',
];

const clocks = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
);

/** The date and hour that a clock of a zone shows, by another way than the code under test. */
function shown(instant: number, timeZone: string): { date: string; hour: string } {
  const [date = '', time = ''] = (clocks.get(timeZone)?.format(instant) ?? '').split(' ');
  return { date, hour: time.slice(0, 2) };
}

const window = fc
  .record({
    from: fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2030, 0, 1) }),
    length: fc.integer({ min: 1, max: 12 * 24 * HOUR }),
    interval: fc.constantFrom(...INTERVALS),
    timeZone: fc.constantFrom(...ZONES),
  })
  .map(({ from, length, ...rest }) => ({ from, to: from + length, ...rest }));

it('intervals follow one another without gap or overlap, and cover exactly the window', () => {
  fc.assert(
    fc.property(window, ({ from, to, interval, timeZone }) => {
      const { spans } = divideWindow({ from, to }, interval, timeZone);
      expect(spans[0]?.from).toBe(from);
      expect(spans.at(-1)?.to).toBe(to);
      for (const [i, span] of spans.entries()) {
        expect(span.to).toBeGreaterThan(span.from);
        if (i > 0) expect(span.from).toBe(spans[i - 1]?.to);
        // Roll-ups count by quarters of an hour.
        if (i > 0) expect(span.from % 900_000).toBe(0);
      }
    }),
  );
});

it('every day is one local date, and every hour one local hour', () => {
  fc.assert(
    fc.property(window, ({ from, to, timeZone }) => {
      for (const { from: first, to: end } of divideWindow({ from, to }, 'day', timeZone).spans) {
        expect(shown(end - 1, timeZone).date).toBe(shown(first, timeZone).date);
        if (end < to) expect(shown(end, timeZone).date).not.toBe(shown(first, timeZone).date);
      }
      if (timeZone === 'Australia/Lord_Howe') return;
      for (const { from: first, to: end } of divideWindow({ from, to }, 'hour', timeZone).spans) {
        expect(shown(end - 1, timeZone).hour).toBe(shown(first, timeZone).hour);
      }
    }),
    { numRuns: 40 },
  );
});

describe('is refused', () => {
  const code = (from: string, to: string, interval: Interval = 'day', zone = 'UTC'): unknown => {
    try {
      divide(from, to, interval, zone);
      return null;
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };
  it('a window that ends before it begins, or is in no year that counts', () => {
    expect(code('2026-01-02T00:00:00Z', '2026-01-02T00:00:00Z')).toBe('INVALID_WINDOW');
    expect(code('1999-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'month')).toBe('INVALID_WINDOW');
    expect(code('2026-01-01T00:00:00Z', '2101-01-02T00:00:00Z', 'month')).toBe('INVALID_WINDOW');
  });
  it('one with too many intervals', () => {
    const end = new Date(Date.UTC(2026, 0, 1) + MOST_SPANS * 24 * HOUR).toISOString();
    expect(code('2026-01-01T00:00:00Z', end)).toBe(null);
    expect(code('2025-12-31T00:00:00Z', end)).toBe('INVALID_WINDOW');
    expect(code('2000-01-02T00:00:00Z', '2100-01-01T00:00:00Z', 'hour')).toBe('INVALID_WINDOW');
  });
  it('a time zone that nobody knows', () => {
    for (const zone of ['Mars/Olympus', '', '+25:00', "'; drop", 'UTC\0']) {
      expect([zone, code('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'day', zone)]).toEqual([
        zone,
        'UNKNOWN_TIME_ZONE',
      ]);
    }
  });
});
