import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './progress.js';
import { createStack, type Stack } from './process/stack.js';

/** What a long-running command is given. */
export interface Run {
  /** Aborted when the command is to stop, also while it is still starting. */
  readonly signal: AbortSignal;
  /** Everything that must be stopped in the end. */
  readonly stack: Stack;
  /** Ends the run: something failed for good. */
  readonly fail: (reason: unknown) => void;
}

/** How long something that is still starting may take to come to an end after Ctrl-C, in milliseconds. */
const SETTLE_MS = 15_000;
/** `npm start` passes Ctrl-C on to a process that the terminal has already told. */
const ECHO_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command until it ends, fails, or is told to stop by SIGINT, SIGTERM or SIGHUP; then stops all that it
 * started, last first. A second signal kills it all at once.
 * @throws the reason of the failure, after everything is stopped.
 */
export async function runUntilStopped(progress: Progress, work: (run: Run) => Promise<void>): Promise<void> {
  const stack = createStack();
  const stop = new AbortController();
  const told: { stopAt: number | null } = { stopAt: null };
  let fail: (reason: unknown) => void = () => undefined;
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve());
  });
  function onSignal(): void {
    const now = performance.now();
    if (told.stopAt !== null && now - told.stopAt < ECHO_MS) return;
    if (told.stopAt !== null) {
      stack.kill();
      process.exit(130);
    }
    told.stopAt = now;
    progress.end();
    progress.say('Stopping (once more to force it) …');
    stop.abort();
  }

  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  const working = work({ signal: stop.signal, stack, fail });
  try {
    await Promise.race([working, failed, stopped]);
  } finally {
    progress.end();
    stop.abort();
    // What is being started at this moment registers itself once it is.
    await Promise.race([Promise.allSettled([working]), sleep(SETTLE_MS, undefined, { ref: false })]);
    await stack.unwind((name, error) => progress.say(`${name} did not stop in order: ${String(error)}`));
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
  }
  if (told.stopAt !== null) progress.say('Stopped.');
}

/**
 * The same for work that comes to an end by itself: where it is stopped before, the process is to end with 130, as a shell has
 * it for Ctrl-C.
 */
export async function runToEnd(progress: Progress, work: (run: Run) => Promise<void>): Promise<void> {
  const state = { isDone: false };
  await runUntilStopped(progress, async (run) => {
    await work(run);
    state.isDone = true;
  });
  if (!state.isDone) process.exitCode = 130;
}

/** Waits until a signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Stops waiting for `work`, which must leave nothing behind that needs to be stopped, when a signal is aborted. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = untilAborted(signal).then((): never => {
    throw signal.reason;
  });
  return Promise.race([work, aborted]);
}
