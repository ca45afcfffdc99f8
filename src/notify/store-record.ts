import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { completeDelivery, logLostAttempt, type Attempt } from '../store/till/delivery/complete.js';
import { completeAndDisable } from '../store/till/delivery/disable.js';
import { endHook } from '../store/till/delivery/drop.js';
import type { ClaimedDelivery } from '../store/till/delivery/claim.js';
import type { TillDatabase } from '../store/till/database.js';
import type { CompleteDelivered } from './complete-together.js';
import { isPassing } from './passing.js';
import type { Record } from './record.js';

const TRIES = 6;
const FIRST_WAIT_MS = 50;

export interface RecordStore {
  readonly till: TillDatabase;
  readonly complete: CompleteDelivered;
  readonly log: Logger;
}

/**
 * Stores what an attempt came to. A database that is away for a moment is asked again; what cannot be stored by then is
 * sent again when the lease is over.
 */
export async function storeRecord(
  into: RecordStore,
  delivery: ClaimedDelivery,
  record: Record,
): Promise<void> {
  const { log } = into;
  const line = { delivery: delivery.id, event: delivery.eventId };
  try {
    await again(() => store(into, delivery, record));
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
    await again(() => store(into, delivery, { ...record, completion: { ...completion, attempt } })).catch(
      (failure: unknown) =>
        log.error(
          { ...line, err: failure },
          'what became of a delivery could not be stored: it is sent again',
        ),
    );
  }
}

async function store(
  { till, complete, log }: RecordStore,
  delivery: ClaimedDelivery,
  { completion, disable, hookGone }: Record,
): Promise<void> {
  const delivered = completion.next.status === 'delivered';
  const number = disable
    ? await completeAndDisable(till, completion, disable)
    : await (delivered ? complete(completion) : completeDelivery(till, completion));
  if (number === null) {
    log.warn(
      { delivery: delivery.id },
      'a delivery took longer than its lease, or the till is of a newer version: another notifier may send it too',
    );
    await logLostAttempt(till, delivery.id, completion.attempt, delivered);
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
