/** What an attempt comes to: the decision of policy.ts, as it is stored. */
import type { ClaimedDelivery } from '../store/till/delivery/claim.js';
import type { Attempt, Completion, Next } from '../store/till/delivery/complete.js';
import type { Reason } from '../store/till/delivery/disable.js';
import { judgeDelivery, judgeEndpoint, type Verdict } from './policy.js';
import type { Sending } from './sender.js';

export interface Record {
  readonly completion: Completion;
  /** Why the endpoint is to be disabled; null to leave it. */
  readonly disable: Reason | null;
  /** Whether an order's own URL is gone. */
  readonly hookGone: boolean;
}

export interface Clock {
  readonly now: Date;
  /** From 0 to 1. */
  readonly random: number;
  /** By what retries and pauses are multiplied: 1, but in tests. */
  readonly pace: number;
}

export function recordOf(delivery: ClaimedDelivery, sending: Sending, { now, random, pace }: Clock): Record {
  const { outcome, unsent } = sending;
  const verdict = judgeDelivery(outcome, delivery.attempts + 1, now, random);
  const health = { failingSince: delivery.failingSince, pausedUntil: null, pauseMs: delivery.pauseMs };
  const { disable, pausedUntil, pauseMs } = judgeEndpoint(health, outcome, now, delivery.hook);
  return {
    completion: {
      delivery,
      attempt: attemptOf(sending),
      next: nextOf(verdict, pace),
      pause:
        pausedUntil === null || pauseMs === null
          ? null
          : { waitMs: (pausedUntil.getTime() - now.getTime()) * pace, stepMs: pauseMs },
      blamed: !unsent,
    },
    disable: unsent ? null : disable,
    hookGone: verdict.kind === 'gone' && delivery.hook,
  };
}

function nextOf(verdict: Verdict, pace: number): Next {
  switch (verdict.kind) {
    case 'retry':
      return { status: 'pending', afterMs: verdict.afterMs * pace };
    case 'gone':
      return { status: 'dropped' };
    default:
      return { status: verdict.kind };
  }
}

function attemptOf({ startedAt, requestHeaders, outcome }: Sending): Attempt {
  const common = { startedAt, requestHeaders, latencyMs: outcome.latencyMs };
  if (outcome.kind === 'failure') {
    const { failure, message } = outcome;
    return {
      ...common,
      status: null,
      failure,
      failureMessage: message,
      responseHeaders: null,
      responseBody: null,
      responseTruncated: false,
    };
  }
  const { status, headers, body, truncated } = outcome;
  return {
    ...common,
    status,
    failure: null,
    failureMessage: null,
    responseHeaders: headers,
    responseBody: body,
    responseTruncated: truncated,
  };
}
