import { setTimeout as delay } from 'node:timers/promises';
import { ChaintillError } from '../domain/errors.js';
import { readOutcome } from '../store/till/commands.js';
import type { TillDatabase } from '../store/till/database.js';

const POLL_MS = 50;
const LONGEST_WAIT_MS = 5_000;

/**
 * Waits until the settler has applied a command.
 * @throws {ChaintillError} the settler's refusal under its own code; `SETTLEMENT_PENDING` when it takes too long: the
 * command stays, and will be applied.
 */
export async function untilApplied(till: TillDatabase, commandId: string): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const result = await readOutcome(till, commandId);
    if (result?.outcome === 'applied') return;
    if (result) throw new ChaintillError(result.code, result.message);
    if (performance.now() >= deadline) {
      throw new ChaintillError(
        'SETTLEMENT_PENDING',
        'this is stored and will be done, but settlement has not come to it yet: look again in a moment',
      );
    }
    await delay(POLL_MS);
  }
}
