const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after the attempt before it each attempt comes, in milliseconds (the schedule of Standard Webhooks). */
const DELAYS = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** How many times an event is sent to an endpoint that does not take it. */
export const MAX_ATTEMPTS = DELAYS.length;

/** Part of a delay by which it may be shorter or longer, so that what failed together does not come back together. */
const JITTER = 0.2;
/** The longest that a receiver can put off the next attempt. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/**
 * @param attempt the one that failed, from 1
 * @param random from 0 to 1
 * @returns milliseconds until the next attempt; null if that was the last.
 */
export function retryDelay(attempt: number, random: number): number | null {
  const delay = DELAYS[attempt];
  return delay === undefined ? null : Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}

/**
 * How long a receiver asks to be left alone.
 * @param value of the header `Retry-After`: seconds, or a date of HTTP
 * @returns 0 to 24 hours in milliseconds; 0 for what says nothing.
 */
export function readRetryAfter(value: string | undefined, now: Date): number {
  if (value === undefined) return 0;
  const text = value.trim();
  const wait = /^\d+$/.test(text) ? Number(text) * SECOND : untilDate(text, now);
  return Math.min(Math.max(wait, 0), MAX_RETRY_AFTER_MS);
}

/** `Sun, 06 Nov 1994 08:49:37 GMT`; the two older forms have not been sent for decades. */
function untilDate(text: string, now: Date): number {
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return 0;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : date - now.getTime();
}
