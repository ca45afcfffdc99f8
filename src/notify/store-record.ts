import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { isConflict } from '../store/failures.js';
import { completeDelivery, logLostAttempt, type Attempt } from '../store/till/delivery/complete.js';
import { completeAndDisable } from '../store/till/delivery/disable.js';
import { endHook } from '../store/till/delivery/drop.js';
import type { ClaimedDelivery } from '../store/till/delivery/claim.js';
import type { TillDatabase } from '../store/till/database.js';
import type { Record } from './record.js';

const TRIES = 6;
const FIRST_WAIT_MS = 50;

/**
 * Stores what an attempt came to. A database that is away for a moment is asked again; what cannot be stored by then is
 * sent again when the lease is over.
 */
export async function storeRecord(
  till: TillDatabase,
  delivery: ClaimedDelivery,
  record: Record,
  log: Logger,
): Promise<void> {
  const line = { delivery: delivery.id, event: delivery.eventId };
  try {
    await again(() => store(till, delivery, record, log));
  } catch (error) {
    if (isPassing(error)) {
      log.error({ ...line, err: error }, 'what became of a delivery could not be stored: it is sent again');
      return;
    }
    log.error({ ...line, err: error }, 'an attempt could not be logged in full');
    const { completion } = record;
    const attempt: Attempt = {
      ...completion.attempt,
      requestHeaders: {},
      responseHeaders: null,
      responseBody: null,
    };
    await again(() =>
      store(till, delivery, { ...record, completion: { ...completion, attempt } }, log),
    ).catch((failure: unknown) =>
      log.error({ ...line, err: failure }, 'what became of a delivery could not be stored: it is sent again'),
    );
  }
}

async function store(
  till: TillDatabase,
  delivery: ClaimedDelivery,
  { completion, disable, hookGone }: Record,
  log: Logger,
): Promise<void> {
  const number = disable
    ? await completeAndDisable(till, completion, disable)
    : await completeDelivery(till, completion);
  if (number === null) {
    log.warn(
      { delivery: delivery.id },
      'a delivery took longer than its lease: another notifier may send it too',
    );
    await logLostAttempt(till, delivery.id, completion.attempt, completion.next.status === 'delivered');
    return;
  }
  if (disable) log.warn({ endpoint: delivery.endpointId, reason: disable }, 'an endpoint was disabled');
  if (hookGone && delivery.orderId !== null) await endHook(till, delivery.endpointId, delivery.orderId);
}

async function again(work: () => Promise<void>): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isPassing(error) || failures + 1 === TRIES) throw error;
      await delay(FIRST_WAIT_MS * 2 ** failures);
    }
  }
}

/** A database that is away or busy, and the serialization failures and deadlocks of Postgres. */
function isPassing(error: unknown): boolean {
  if (error instanceof ChaintillError) return ['DATABASE_UNAVAILABLE', 'QUERY_TIMEOUT'].includes(error.code);
  return isConflict(error);
}
