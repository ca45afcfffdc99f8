import fc from 'fast-check';
import { openZone } from '../../../src/domain/metrics/zone.js';

/** Zones whose clocks changed in every way since 2000: by an hour, by half an hour, over the date line, twice in a summer. */
const NAMES = [
  'UTC',
  'Europe/Prague',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Cairo',
  'Africa/Casablanca',
];
const EARLIEST = Date.UTC(2000, 0, 3);
const LATEST = Date.UTC(2037, 0, 1);

it('clocks show what the engine says they show, whatever was asked before', () => {
  const clocks = new Map(
    NAMES.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        dateStyle: 'short',
        timeStyle: 'short',
        calendar: 'gregory',
      }),
    ]),
  );
  const two = (number: number): string => String(number).padStart(2, '0');
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.integer({ min: EARLIEST, max: LATEST }), (name, instant) => {
      // All quarters of a day around it, so that a change of the clock is met now and then.
      for (let at = instant - 43_200_000; at < instant + 43_200_000; at += 900_000) {
        const { year, month, day, hour, minute } = openZone(name).at(at);
        expect(`${two(day)}/${two(month)}/${year}, ${two(hour)}:${two(minute)}`).toBe(
          clocks.get(name)?.format(at),
        );
      }
    }),
    { numRuns: 60 },
  );
});

it('at every change of a clock, to the minute', () => {
  for (const [name, change, before, after] of [
    ['Europe/Prague', Date.UTC(2026, 2, 29, 1), [1, 59], [3, 0]],
    ['Europe/Prague', Date.UTC(2026, 9, 25, 1), [2, 59], [2, 0]],
    ['Australia/Lord_Howe', Date.UTC(2026, 3, 4, 15), [1, 59], [1, 30]],
    ['Pacific/Apia', Date.UTC(2011, 11, 30, 10), [23, 59], [0, 0]],
  ] as const) {
    const shown = (instant: number): readonly number[] => {
      const { hour, minute } = openZone(name).at(instant);
      return [hour, minute];
    };
    expect([name, shown(change - 60_000), shown(change)]).toEqual([name, before, after]);
  }
});
