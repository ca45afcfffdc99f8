import { setTimeout as sleep } from 'node:timers/promises';
import type { Exit } from './guarded.js';

/** Something that runs until it is stopped, or ends by itself, which is a failure. */
export interface Part {
  readonly exited: Promise<Exit>;
  stop(): Promise<unknown>;
  kill(): void;
}

export interface KeepOptions {
  readonly start: () => Promise<Part>;
  /** Told of each failure in a row, and how long it is until the next try. */
  readonly onFailure: (failure: {
    readonly exit: Exit | null;
    readonly error: unknown;
    readonly delayMs: number;
  }) => void;
  readonly onRestart: () => void;
  /** Whether that many failures in a row are enough. */
  readonly giveUp: (failures: number) => boolean;
}

export interface Kept {
  /** Resolves when there were too many failures in a row; never otherwise. */
  readonly gaveUp: Promise<void>;
  stop(): Promise<void>;
  kill(): void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A part that ran that long was well; its next failure is the first of a row. */
const WELL_MS = 60_000;

/** Starts a part and starts it again when it ends by itself, waiting longer each time. A failure of the first start is thrown. */
export async function keepRunning({ start, onFailure, onRestart, giveUp }: KeepOptions): Promise<Kept> {
  const stopping = new AbortController();
  const stopped = () => stopping.signal.aborted;
  let part: Part = await start();
  let failures = 0;

  async function watch(): Promise<'stopped' | 'gave up'> {
    for (;;) {
      const startedAt = performance.now();
      const exit = await part.exited;
      if (stopped()) return 'stopped';
      if (performance.now() - startedAt > WELL_MS) failures = 0;
      if (!(await restart({ exit, error: null }))) return stopped() ? 'stopped' : 'gave up';
    }
  }

  async function restart(failure: { exit: Exit | null; error: unknown }): Promise<boolean> {
    failures += 1;
    if (giveUp(failures)) return false;
    const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
    onFailure({ ...failure, delayMs });
    try {
      await sleep(delayMs, undefined, { signal: stopping.signal });
      part = await start();
    } catch (error) {
      if (stopped()) return false;
      return restart({ exit: null, error });
    }
    if (stopped()) {
      await part.stop();
      return false;
    }
    onRestart();
    return true;
  }

  const watching = watch();
  return {
    gaveUp: new Promise((resolve) => {
      void watching.then((end) => {
        if (end === 'gave up') resolve();
      });
    }),
    async stop() {
      stopping.abort();
      await part.stop();
      await watching;
    },
    kill() {
      stopping.abort();
      part.kill();
    },
  };
}
