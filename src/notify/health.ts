/** How a notifier is, for those who start it again, and for those who want to know whether webhooks are sent. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TillDatabase } from '../store/till/database.js';
import { isBeingMigrated, requireVersion } from '../store/till/version.js';
import type { NotifierState } from './notifier.js';

interface Part {
  readonly status: 'ok' | 'unavailable';
  /** What is wrong; null when nothing is. */
  readonly reason: string | null;
}

/** What `GET /health` of a notifier answers. Notifiers are equal: there is none that leads, and each tells of itself. */
export interface NotifierHealth {
  readonly status: Part['status'];
  readonly postgres: Part;
  readonly deliveries: Part & { readonly underWay: number };
}

/** Longest time that a look at Postgres may take; the answer itself must come within two seconds. */
export const LOOKING_MS = 1_500;
/** All statements of a look at the queue, each of which takes as long as it may, are over by then. */
const STUCK_MS = 180_000;

/** @param till that nothing else waits for */
export async function checkNotifier(till: TillDatabase, state: NotifierState): Promise<NotifierHealth> {
  const postgres = describe(await judgePostgres(till, state));
  const deliveries = { ...describe(stuckReason(state) ?? state.reason), underWay: state.underWay };
  const works = [postgres, deliveries].every(({ reason }) => reason === null);
  return { status: works ? 'ok' : 'unavailable', postgres, deliveries };
}

/** @returns why it must be started again; null while that is of no use, whatever keeps it from sending */
export function stuckReason({ lookedMs }: NotifierState): string | null {
  if (lookedMs <= STUCK_MS) return null;
  return `the notifier is stuck: it has not looked at its queue for ${Math.round(lookedMs / 1_000)} s`;
}

async function judgePostgres(till: TillDatabase, { reason }: NotifierState): Promise<string | null> {
  const patience = new AbortController();
  try {
    return await Promise.race([
      lookAt(till, reason !== null),
      delay(LOOKING_MS, undefined, { signal: patience.signal }).then(() => 'Postgres did not answer in time'),
    ]);
  } finally {
    patience.abort();
  }
}

/** A migration is told of where it keeps something from being done: each gateway that starts looks for one, in an instant. */
async function lookAt(till: TillDatabase, waiting: boolean): Promise<string | null> {
  try {
    const isMigrating = await isBeingMigrated(till);
    const problem = await requireVersion(till).then(
      () => null,
      (error: unknown) => messageOf(error),
    );
    return isMigrating && (waiting || problem !== null)
      ? 'the tables of orders and merchants are being migrated'
      : problem;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'Postgres cannot be read';
}

function describe(reason: string | null): Part {
  return { status: reason === null ? 'ok' : 'unavailable', reason };
}
