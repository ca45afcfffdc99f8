import { setTimeout as delay } from 'node:timers/promises';

/** Waits for work, but no longer than so many milliseconds: it goes on then. @throws what the work throws in that time */
export async function waitAtMost(work: Promise<unknown>, ms: number): Promise<void> {
  const patience = new AbortController();
  try {
    await Promise.race([work, delay(ms, undefined, { signal: patience.signal }).catch(() => undefined)]);
  } finally {
    patience.abort();
  }
}
