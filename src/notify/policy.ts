/** What follows an attempt: for the delivery, and for the endpoint as a whole. Nothing here looks at a clock. */
import type { Outcome } from './egress/outcome.js';
import { readRetryAfter, retryDelay } from './schedule.js';

export type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly afterMs: number }
  /** That was the last attempt. */
  | { readonly kind: 'exhausted' }
  /** It answered 410: whoever listened there listens no more. */
  | { readonly kind: 'gone' };

/**
 * Success is 200 to 299. Everything else is tried again on schedule, or later where the receiver asks for it; a redirect is
 * a failure, as the URL that was checked and agreed on is another.
 * @param attempt the number of this one, from 1
 * @param random from 0 to 1
 */
export function judgeDelivery(outcome: Outcome, attempt: number, now: Date, random: number): Verdict {
  if (isSuccess(outcome)) return { kind: 'delivered' };
  if (isGone(outcome)) return { kind: 'gone' };
  const delay = retryDelay(attempt, random);
  return delay === null
    ? { kind: 'exhausted' }
    : { kind: 'retry', afterMs: Math.max(delay, askedDelay(outcome, now)) };
}

/** What is remembered of an endpoint between attempts. */
export interface EndpointHealth {
  /** The first failure since the last success. */
  readonly failingSince: Date | null;
  /** Nothing is sent before. */
  readonly pausedUntil: Date | null;
  /** The length of the last pause; null if none was asked for since the last success. */
  readonly pauseMs: number | null;
}

export interface EndpointVerdict extends EndpointHealth {
  /** Why it is disabled now. */
  readonly disable: 'gone' | 'failing' | null;
}

const FIRST_PAUSE_MS = 15_000;
const MAX_PAUSE_MS = 15 * 60_000;
/** The longest pause that a receiver can ask for. */
const MAX_ASKED_PAUSE_MS = 60 * 60_000;
const FAILING_MS = 5 * 24 * 60 * 60_000;
/** Too many requests, or a proxy with nothing behind it: for every delivery to the endpoint alike. */
const SLOW_DOWN: ReadonlySet<number> = new Set([429, 502, 504]);

/**
 * The endpoint after an attempt. It is disabled when it answers 410, and when it has done nothing but fail for five days.
 * An order's own URL may be gone without its host being so: there the caller ends that order's deliveries instead.
 * @param ofOrder whether the attempt went to an order's own URL; its host is paused, but never disabled
 */
export function judgeEndpoint(
  health: EndpointHealth,
  outcome: Outcome,
  now: Date,
  ofOrder: boolean,
): EndpointVerdict {
  if (isSuccess(outcome)) return { failingSince: null, pausedUntil: null, pauseMs: null, disable: null };
  const failingSince = health.failingSince ?? now;
  const isFailing = now.getTime() - failingSince.getTime() >= FAILING_MS;
  const disable = isGone(outcome) ? 'gone' : isFailing ? 'failing' : null;
  return { failingSince, ...pauseAfter(health, outcome, now), disable: ofOrder ? null : disable };
}

function pauseAfter(
  { pausedUntil, pauseMs }: EndpointHealth,
  outcome: Outcome,
  now: Date,
): Pick<EndpointHealth, 'pausedUntil' | 'pauseMs'> {
  // Of several that were under way at once, one starts the pause.
  if (!asksToSlowDown(outcome) || (pausedUntil !== null && pausedUntil > now))
    return { pausedUntil, pauseMs };
  const next = Math.min(pauseMs === null ? FIRST_PAUSE_MS : pauseMs * 2, MAX_PAUSE_MS);
  const wait = Math.max(next, Math.min(askedDelay(outcome, now), MAX_ASKED_PAUSE_MS));
  return { pausedUntil: new Date(now.getTime() + wait), pauseMs: next };
}

/** A date that the receiver names is read by the receiver's own clock where it tells the time: ours may be hours off. */
function askedDelay(outcome: Outcome, now: Date): number {
  if (outcome.kind !== 'response') return 0;
  const { 'retry-after': asked, date } = outcome.headers;
  const theirs = new Date(date ?? NaN);
  return readRetryAfter(asked, Number.isNaN(theirs.getTime()) ? now : theirs);
}

function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === 'response' && outcome.status >= 200 && outcome.status < 300;
}

function isGone(outcome: Outcome): boolean {
  return outcome.kind === 'response' && outcome.status === 410;
}

function asksToSlowDown(outcome: Outcome): boolean {
  return outcome.kind === 'response' && SLOW_DOWN.has(outcome.status);
}
