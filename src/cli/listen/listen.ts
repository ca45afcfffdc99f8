import { setTimeout as delay } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { followEvents, isPassing, type ReceivedEvent } from './event-stream.js';
import { forward } from './forward.js';
import type { Memory } from './memory.js';
import type { Report } from './report.js';

export interface ListenOptions {
  /** Of the gateway, `http://…` */
  readonly server: string;
  readonly key: string;
  /** Where events are posted; null to show them only. */
  readonly forwardTo: string | null;
  /** Null for all types. */
  readonly types: readonly string[] | null;
  /** The cursor to begin after. */
  readonly after: string;
  /** Whether a log that was made anew is followed from its beginning, as on a dev chain, where each start makes one. */
  readonly startsOver: boolean;
  readonly memory: Memory;
  readonly report: Report;
  readonly signal: AbortSignal;
}

const FIRST_MS = 250;
const LONGEST_MS = 15_000;
const BEGINNING = '0';
/** What is said of a cursor that is of no use in a log that was made anew. */
const OTHER_LOG = new Set(['CURSOR_UNKNOWN_EPOCH', 'CURSOR_BEYOND_END']);

/**
 * Hands on events one after the other, each until it is taken, until the signal aborts: what breaks on either side holds
 * them up, and loses and reorders none.
 * @throws {ChaintillError} `LISTEN_REFUSED`, `CURSOR_…`
 */
export async function listen(options: ListenOptions): Promise<void> {
  const { server, key, types, startsOver, memory, report, signal } = options;
  let { after } = options;
  let pause = FIRST_MS;
  while (!signal.aborted) {
    try {
      for await (const event of followEvents({ server, key, types, after, signal })) {
        pause = FIRST_MS;
        if (!(await handOn(event, options))) return;
        after = event.cursor;
        await memory.remember(after);
      }
      // A log that ends at once each time is no reason to hurry.
      await rest(FIRST_MS, signal);
    } catch (error) {
      if (startsOver && error instanceof ChaintillError && OTHER_LOG.has(error.code) && after !== BEGINNING) {
        report.say('The log is a new one: listening from its beginning.');
        after = BEGINNING;
        continue;
      }
      if (!isPassing(error)) throw error;
      report.say(`${(error as ChaintillError).message}. Again in ${pause / 1000} s.`);
      await rest(pause, signal);
      pause = Math.min(pause * 2, LONGEST_MS);
    }
  }
}

/** @returns false where the signal aborted before it was taken */
async function handOn(event: ReceivedEvent, options: ListenOptions): Promise<boolean> {
  const { forwardTo, memory, report, signal } = options;
  if (forwardTo === null) {
    report.event(event, null, null);
    return true;
  }
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 2, LONGEST_MS)) {
    const result = await forward(event, { url: forwardTo, secret: memory.secret, signal });
    if (signal.aborted && !result.delivered) return false;
    report.event(event, result, result.delivered ? null : pause);
    if (result.delivered) return true;
    await rest(pause, signal);
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // aborted
}
