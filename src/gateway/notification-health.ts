import type { Backlog } from '../store/till/delivery/backlog.js';

/** Whether webhooks are sent. Receivers that fail are no fault of the instance's. */
export interface NotificationHealth {
  readonly status: 'ok' | 'degraded';
  /** What is wrong; null when nothing is. */
  readonly reason: string | null;
  /** Deliveries that are not finished, counted up to 10,000; null where they cannot be read, as those below. */
  readonly pending: number | null;
  /** Age of the oldest of them, also where its receiver fails. */
  readonly oldestSeconds: number | null;
  /** Endpoints that were disabled because they failed or are gone. */
  readonly disabledEndpoints: number | null;
}

/** A delivery that is due and that nobody takes up for longer means that no notifier is at work. */
const OVERDUE_SECONDS = 60;

/** @param backlog null where it cannot be read */
export function judgeBacklog(backlog: Backlog | null): NotificationHealth {
  if (!backlog) {
    const reason = 'how deliveries stand cannot be read';
    return { status: 'degraded', reason, pending: null, oldestSeconds: null, disabledEndpoints: null };
  }
  const { pending, oldestSeconds, overdueSeconds, disabledEndpoints } = backlog;
  const overdue = overdueSeconds !== null && overdueSeconds > OVERDUE_SECONDS;
  return {
    status: overdue ? 'degraded' : 'ok',
    reason: overdue
      ? `a delivery has been due for ${overdueSeconds} s and nobody sends it: is a notifier running?`
      : null,
    pending,
    oldestSeconds,
    disabledEndpoints,
  };
}
