/** A window of time, divided as the calendar of a time zone divides it: pure. */
import { ChaintillError } from '../errors.js';
import { openZone, type Zone } from './zone.js';

/** All local boundaries of days and hours fall on these, in every zone since 2000; roll-ups count by them. */
export const QUARTER_MS = 900_000;

export const INTERVALS = ['hour', 'day', 'week', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

/** Half-open, in milliseconds since 1970, UTC. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

export interface Window extends TimeSpan {
  readonly interval: Interval;
  readonly timeZone: string;
  /** Without gaps, in order. The first and the last end with the window, though their hour, day … may not. */
  readonly spans: readonly (TimeSpan & { readonly partial: boolean })[];
}

const EARLIEST = Date.UTC(2000, 0, 2);
const LATEST = Date.UTC(2100, 0, 1);
/** Three years of days, or a month and a half of hours. */
export const MOST_SPANS = 1_100;
/** The shortest that one of each is anywhere, to know how many a window has before it is divided. */
const SHORTEST = { hour: 1_800_000, day: 79_200_000, week: 594_000_000, month: 2_332_800_000 };

/**
 * @param from,to milliseconds since 1970, whole
 * @throws {ChaintillError} `UNKNOWN_TIME_ZONE`, `INVALID_WINDOW`
 */
export function divideWindow({ from, to }: TimeSpan, interval: Interval, timeZone: string): Window {
  const zone = openZone(timeZone);
  if (from < EARLIEST || to > LATEST) throw invalid('must be between 2000-01-02 and 2100-01-01');
  if (to <= from) throw invalid('must end after it begins');
  // As many of the shortest would be twice as many as there can be of some: this only keeps the work small.
  if ((to - from) / SHORTEST[interval] > 2 * MOST_SPANS) throw tooMany();
  const starts = startsIn(zone, { from, to }, interval);
  const spans = starts.map((start, i) => {
    const end = starts[i + 1];
    const isWhole = start >= from && (end === undefined ? nextStart(zone, start, interval) === to : true);
    return { from: Math.max(start, from), to: end ?? to, partial: !isWhole };
  });
  if (spans.length > MOST_SPANS) throw tooMany();
  return { from, to, interval, timeZone, spans };
}

/** The beginnings of what the window touches; the first may be before it. */
function startsIn(zone: Zone, { from, to }: TimeSpan, interval: Interval): number[] {
  const starts: number[] = [];
  for (let at = startBefore(zone, from, interval); at < to; at = nextStart(zone, at, interval))
    starts.push(at);
  // A day that a zone left out begins when the next one does.
  return starts.filter((start, i) => i === starts.length - 1 || (starts[i + 1] ?? to) > from);
}

/** The beginning of the hour, day … that an instant is in. */
function startBefore(zone: Zone, instant: number, interval: Interval): number {
  const { year, month, day, minute } = zone.at(instant);
  if (interval === 'hour') return Math.floor(instant / 60_000) * 60_000 - minute * 60_000;
  if (interval === 'day') return zone.startOfDay(year, month, day);
  if (interval === 'month') return zone.startOfDay(year, month, 1);
  return zone.startOfDay(year, month, day - sinceMonday(year, month, day));
}

/** The beginning of the next one after one that begins here; always later. */
function nextStart(zone: Zone, start: number, interval: Interval): number {
  const { year, month, day } = zone.at(start);
  switch (interval) {
    case 'hour': {
      // Where clocks move by half an hour, an hour ends early or late.
      const next = start + 3_600_000 - zone.at(start + 3_600_000).minute * 60_000;
      return next > start ? next : start + 3_600_000;
    }
    case 'day':
      return later(start, (days) => zone.startOfDay(year, month, day + days));
    case 'week': {
      const monday = day - sinceMonday(year, month, day);
      return zone.startOfDay(year, month, monday + 7);
    }
    case 'month':
      return zone.startOfDay(year, month + 1, 1);
  }
}

/** A zone that crosses the date line leaves a day out: then the one after is next. */
function later(start: number, after: (days: number) => number): number {
  const next = after(1);
  return next > start ? next : after(2);
}

function sinceMonday(year: number, month: number, day: number): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
}

function tooMany(): ChaintillError {
  return invalid(`has more than ${MOST_SPANS} intervals: ask for a shorter one, or for longer intervals`);
}

function invalid(what: string): ChaintillError {
  return new ChaintillError('INVALID_WINDOW', `the window from "from" to "to" ${what}`);
}
