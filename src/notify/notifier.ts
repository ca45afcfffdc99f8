import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { ClaimOptions } from '../store/till/delivery/candidates.js';
import { claimDeliveries, ROUND_START, type ClaimedDelivery } from '../store/till/delivery/claim.js';
import { releaseDeliveries } from '../store/till/delivery/complete.js';
import { nextDueMs } from '../store/till/delivery/next-due.js';
import type { TillDatabase } from '../store/till/database.js';
import { recordOf } from './record.js';
import type { Send } from './sender.js';
import { createSlots } from './slots.js';
import { completeTogether } from './complete-together.js';
import { storeRecord } from './store-record.js';
import { createWakeUp } from './wake-up.js';

export interface NotifierOptions {
  readonly till: TillDatabase;
  /** What sends, as soon as it can be had; asked again after a failure. */
  readonly open: () => Promise<Send>;
  readonly log: Logger;
  /** How long deliveries are held, in milliseconds: longer than a request may take. */
  readonly leaseMs: number;
  /** Requests that begin at once; see slots.ts. */
  readonly size: number;
  /** How long `close` waits for what is under way, in milliseconds; then it ends it by `giveUp`. */
  readonly graceMs: number;
  readonly giveUp: () => Promise<void>;
  /** See `Clock`. */
  readonly pace: number;
  /** Told of every attempt. */
  readonly onAttempt?: (attempt: Attempted) => void;
}

/** What came of an attempt. */
export interface Attempted {
  readonly outcome: 'delivered' | 'retried' | 'exhausted' | 'dropped';
  readonly seconds: number;
}

export interface NotifierState {
  /** `waiting`: the database cannot be used, or has no till yet. */
  readonly state: 'waiting' | 'sending';
  /** Why it does not send; null while it does. */
  readonly reason: string | null;
  readonly underWay: number;
  /** How long ago it began to look at its queue the last time, in milliseconds. */
  readonly lookedMs: number;
}

export interface Notifier {
  state(): NotifierState;
  /** There may be something to send. */
  wake(): void;
  /** Waits for what is under way, gives up what takes too long, and gives back what was not sent. */
  close(): Promise<void>;
}

/** Wake-ups come with events; this is for those that are lost. */
const POLL_MS = 1_000;
/** How quiet it must be before the queue is asked when it goes on. */
const QUIET_MS = 50;
/** Between two claims: what comes meanwhile is claimed together. */
const GAP_MS = 5;
const MAX_GAP_MS = 100;
/** Between two looks at endpoints in trouble: what they get is late anyway, and the others pay for the look. */
const TROUBLED_GAP_MS = 50;
/** After which a request makes room for another. */
const LINGER_MS = 250;

/** Sends what is due for as long as it is not closed. Never throws: a failure is a state and a line in the log. */
export function runNotifier(options: NotifierOptions): Notifier {
  const { till, log, leaseMs, size, graceMs, pace } = options;
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  const wakeUp = createWakeUp();
  const slots = createSlots(size);
  const underWay = new Set<Promise<void>>();
  const into = { till, complete: completeTogether(till), log };
  const round: Record<ClaimOptions['endpoints'], string> = { well: ROUND_START, troubled: ROUND_START };
  let reason: string | null = 'starting';
  let troubledFrom = 0;
  let lookedAt = performance.now();

  async function run(): Promise<void> {
    let send: Send | null = null;
    while (!stopped()) {
      lookedAt = performance.now();
      try {
        send ??= await options.open();
        become(null);
        await claimAndWait(send);
      } catch (error) {
        if (reason === null && !stopped()) {
          const level = error instanceof ChaintillError ? 'warn' : 'error';
          log[level]({ err: error }, 'deliveries wait, and are tried again');
        }
        become(error instanceof Error ? error.message : 'unknown');
        // Whose till it is, and of which version, may be another matter now.
        send = null;
        await wakeUp.wait(POLL_MS);
      }
    }
  }

  function become(next: string | null): void {
    if (next !== reason)
      log.info({ reason: next }, next === null ? 'deliveries are sent' : 'deliveries wait');
    reason = next;
  }

  async function claimAndWait(send: Send): Promise<void> {
    const startedAt = performance.now();
    const well = await claim(send, 'well');
    const troubled = await claimTroubled(send, startedAt);
    const took = performance.now() - startedAt;
    // A queue that is slow to look at is not looked at all the time.
    await delay(Math.min(Math.max(GAP_MS, took), MAX_GAP_MS));
    if (well || troubled || (await wakeUp.wait(QUIET_MS))) return;
    const due = (await nextDueMs(till)) ?? POLL_MS;
    await wakeUp.wait(Math.min(Math.max(due - QUIET_MS, 0), POLL_MS));
  }

  /** @returns whether there may be more */
  async function claimTroubled(send: Send, now: number): Promise<boolean> {
    if (now < troubledFrom) return true;
    troubledFrom = now + TROUBLED_GAP_MS;
    return claim(send, 'troubled');
  }

  /** @returns whether there may be more */
  async function claim(send: Send, endpoints: ClaimOptions['endpoints']): Promise<boolean> {
    const most = slots.free(endpoints);
    if (most <= 0 || stopped()) return false;
    const lease = randomUUID();
    const claimed = await claimDeliveries(till, { lease, leaseMs, most, endpoints, after: round[endpoints] });
    round[endpoints] = claimed.after;
    for (const delivery of claimed.deliveries) {
      const slot = slots.take(endpoints);
      const lingering = setTimeout(() => {
        slot.linger();
        wakeUp.wake();
      }, LINGER_MS);
      const sending = deliver(send, delivery).finally(() => {
        clearTimeout(lingering);
        slot.leave();
        underWay.delete(sending);
        wakeUp.wake();
      });
      underWay.add(sending);
    }
    return claimed.more;
  }

  async function deliver(send: Send, delivery: ClaimedDelivery): Promise<void> {
    try {
      const sending = await send(delivery);
      const { outcome } = sending;
      if (outcome.kind === 'failure' && outcome.failure === 'aborted') {
        await releaseDeliveries(till, [delivery]);
        return;
      }
      if (sending.unsent) {
        log.error(
          { delivery: delivery.id, event: delivery.eventId, failure: outcome },
          'a message could not be made',
        );
      }
      const record = recordOf(delivery, sending, { now: new Date(), random: Math.random(), pace });
      const { status } = record.completion.next;
      options.onAttempt?.({
        outcome: status === 'pending' ? 'retried' : status,
        seconds: outcome.latencyMs / 1_000,
      });
      await storeRecord(into, delivery, record);
    } catch (error) {
      // Its lease ends, and it is sent again.
      log.error(
        { delivery: delivery.id, event: delivery.eventId, err: error },
        'a delivery failed unexpectedly',
      );
    }
  }

  const running = run();
  return {
    state: () => ({
      state: reason === null ? 'sending' : 'waiting',
      reason,
      underWay: underWay.size,
      lookedMs: performance.now() - lookedAt,
    }),
    wake: () => wakeUp.wake(),
    async close() {
      stop.abort();
      wakeUp.wake();
      await running;
      const patience = new AbortController();
      await Promise.race([
        Promise.all(underWay),
        delay(graceMs, undefined, { signal: patience.signal }).catch(() => undefined),
      ]);
      patience.abort();
      await options.giveUp();
      await Promise.all(underWay);
    },
  };
}
