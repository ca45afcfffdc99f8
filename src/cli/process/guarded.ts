import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChaintillError } from '../../domain/errors.js';

/** What the guard process (guard.ts) is told; the environment is passed beside it, as it may hold passwords. */
export interface GuardSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Another user to run as; needs root. */
  readonly runAs?: { readonly uid: number; readonly gid: number };
  readonly stopSignal: NodeJS.Signals;
  /** How long the command may take to stop by itself, in milliseconds. */
  readonly stopMs: number;
}

export type GuardMessage =
  | { readonly type: 'started'; readonly pid: number }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

export type GuardOrder = 'stop' | 'kill';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A command that is running behind a guard: it ends with this process, however this process ends. */
export interface Guarded {
  readonly pid: number;
  /** Resolves once the command and all it started are gone. */
  readonly exited: Promise<Exit>;
  /** Asks it to stop and waits; kills it when it takes longer than `stopMs`. */
  stop(): Promise<Exit>;
  /** Kills it at once. */
  kill(): void;
}

export interface GuardedOptions extends GuardSpec {
  /** The whole environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
  /** The built guard.js, where it is not beside this file. */
  readonly guardScript?: string;
}

/**
 * Starts a command behind a guard.
 * @throws {ChaintillError} `SPAWN_FAILED` when the command cannot be started.
 */
export async function startGuarded(options: GuardedOptions): Promise<Guarded> {
  const {
    env,
    onLine,
    guardScript = fileURLToPath(new URL('./guard.js', import.meta.url)),
    ...spec
  } = options;
  const guard = fork(guardScript, [JSON.stringify(spec)], {
    env: { ...env },
    // A session of its own: Ctrl-C in the terminal reaches this process alone, which then stops the parts in order.
    detached: true,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = guard[stream];
    if (output) createInterface({ input: output }).on('line', (line) => onLine(line, stream));
  }

  let pid: number | undefined;
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    guard.on('exit', (code, signal) => {
      // A guard that was itself killed could not stop its command.
      if (exit === undefined && pid !== undefined) killGroup(pid);
      resolve(exit ?? { code, signal });
    });
  });
  await new Promise<void>((resolve, reject) => {
    const fail = (message: string) =>
      reject(new ChaintillError('SPAWN_FAILED', `${spec.command} cannot be started: ${message}`));
    guard.on('message', (message: GuardMessage) => {
      if (message.type === 'started') {
        pid = message.pid;
        resolve();
      } else if (message.type === 'failed') {
        fail(message.message);
      } else {
        exit = { code: message.code, signal: message.signal };
      }
    });
    guard.on('error', (error) => fail(error.message));
    guard.on('exit', () => fail('its guard process ended'));
  });

  function order(word: GuardOrder): void {
    // A guard that is gone has nothing left to stop.
    if (guard.connected) guard.send(word, () => undefined);
  }
  return {
    pid: pid ?? 0,
    exited,
    async stop() {
      order('stop');
      return exited;
    },
    kill: () => order('kill'),
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
