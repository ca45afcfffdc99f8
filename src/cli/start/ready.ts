import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';
import type { Step } from '../progress.js';

/** What is asked whether all is well. */
export interface Probes {
  readonly gatewayUrl: string;
  readonly indexerUrl: string;
  /** Whether the whole chain can be indexed within the deadline; a real one may take days. */
  readonly short: boolean;
}

const part = z.object({ reason: z.string().nullable() });
const healthSchema = z.object({ postgres: part, chain: part });

const POLL_MS = 250;
const ANSWER_MS = 10_000;
const DEADLINE_MS = 180_000;

/**
 * Waits until the gateway says that every part is fine; on a long chain, until the indexer is at work.
 * @returns how things stand, in words.
 * @throws {ChaintillError} `NOT_READY` with what the gateway said last.
 */
export async function waitUntilReady(probes: Probes, step: Step, signal: AbortSignal): Promise<string> {
  const deadline = performance.now() + DEADLINE_MS;
  for (;;) {
    const health = await ask(`${probes.gatewayUrl}/health`, signal);
    if (health.status === 200) return 'up to date';
    if (!probes.short && (await ask(`${probes.indexerUrl}/ready`, signal)).status === 200) return 'at work';
    if (performance.now() > deadline) {
      throw new ChaintillError(
        'NOT_READY',
        `the parts run, but not all is well after ${DEADLINE_MS / 1000} s: ${JSON.stringify(health.body)}. See the log.`,
      );
    }
    step.update(describe(health.body));
    await sleep(POLL_MS, undefined, { signal });
  }
}

/** What a body of /health says is wrong besides the indexer, which takes a while to answer. */
function describe(body: unknown): string {
  const { data } = healthSchema.safeParse(body);
  return data?.postgres.reason ?? data?.chain.reason ?? 'reading the first blocks';
}

async function ask(url: string, signal: AbortSignal): Promise<{ status: number | null; body: unknown }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  } catch (error) {
    signal.throwIfAborted();
    return { status: null, body: String(error) };
  }
}
