import { completeDelivered, type Delivered } from '../store/till/delivery/complete.js';
import type { TillDatabase } from '../store/till/database.js';
import { isPassing } from './passing.js';

/** @returns the number of the attempt; null where the lease was lost */
export type CompleteDelivered = (delivered: Delivered) => Promise<number | null>;

interface Waiting {
  readonly delivered: Delivered;
  readonly resolve: (number: number | null) => void;
  readonly reject: (error: unknown) => void;
}

/** In one statement. */
const MOST = 64;

/**
 * Stores what was delivered: at once while nothing else is being stored, and what comes meanwhile together. One that cannot
 * be stored does not keep the others.
 */
export function completeTogether(till: TillDatabase): CompleteDelivered {
  const waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    while (waiting.length > 0) await store(waiting.splice(0, MOST));
    running = false;
  }

  async function store(batch: readonly Waiting[]): Promise<void> {
    try {
      const numbers = await completeDelivered(
        till,
        batch.map(({ delivered }) => delivered),
      );
      for (const { delivered, resolve } of batch) resolve(numbers.get(delivered.delivery.id) ?? null);
    } catch (error) {
      if (batch.length === 1 || isPassing(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await store([one]);
    }
  }

  return (delivered) =>
    new Promise((resolve, reject) => {
      waiting.push({ delivered, resolve, reject });
      if (!running) void run();
    });
}
