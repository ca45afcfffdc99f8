import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ChaintillError } from '../../domain/errors.js';
import { networkProfileSchema, type NetworkProfile } from '../../domain/network.js';
import type { DevChainMessage } from './messages.js';

export interface DevChainLaunch {
  /** Wanted port, 0 for any. The next free one when it is taken, unless `strictPort`. */
  readonly port?: number;
  readonly strictPort?: boolean;
  /** A raw chain spec file; without one, the Rococo Asset Hub runtime. */
  readonly chainSpec?: string;
  /** The built main.js, where it is not in this package's dist/. */
  readonly entry?: string;
  /** Gets each line that the process writes, most of them JSON of pino. */
  readonly log?: (line: string) => void;
}

export interface DevChainExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A dev chain in a process of its own, which ends with this process, however this process ends. */
export interface DevChain {
  /** WebSocket address, with the port that it got. */
  readonly endpoint: string;
  readonly profile: NetworkProfile;
  readonly pid: number;
  /** Ends it and waits. */
  readonly stop: () => Promise<void>;
  readonly exited: Promise<DevChainExit>;
}

/** The address space for objects: many times what a day of blocks takes, and a bound in case something leaks. */
const HEAP_MB = 2_048;
const START_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 5_000;
/** How many of the last lines go into the message when it does not start. */
const LINES_SHOWN = 10;

/**
 * Starts a new dev chain and resolves once it serves.
 * @throws {ChaintillError} `DEV_CHAIN_SPEC_NOT_FOUND`, `DEV_CHAIN_SPEC_INVALID`, `PORT_TAKEN`, `LISTEN_FAILED`,
 * `DEV_CHAIN_NOT_BUILT`, or `DEV_CHAIN_START_FAILED` with the last lines that the process wrote.
 */
export async function startDevChain(options: DevChainLaunch = {}): Promise<DevChain> {
  const child = spawn(process.execPath, childArguments(options), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C in the terminal reaches this process alone, which then stops its parts in order.
    detached: true,
    env: { ...process.env, LOG_LEVEL: 'warn' },
  });
  const lines = lastLines(child, options.log);
  const exited = new Promise<DevChainExit>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const stop = async (): Promise<void> => {
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    child.kill('SIGTERM');
    await exited;
    clearTimeout(kill);
  };
  try {
    const { endpoint, profile } = await ready(child, exited, lines);
    return { endpoint, profile: networkProfileSchema.parse(profile), pid: child.pid ?? 0, stop, exited };
  } catch (error) {
    await stop();
    throw error;
  }
}

function childArguments(options: DevChainLaunch): string[] {
  const entry = options.entry ?? join(packageFolder(), 'dist', 'chain', 'dev', 'main.js');
  if (!existsSync(entry)) {
    throw new ChaintillError(
      'DEV_CHAIN_NOT_BUILT',
      `${JSON.stringify(entry)} does not exist. Build first: npm run build.`,
    );
  }
  return [
    `--max-old-space-size=${HEAP_MB}`,
    entry,
    ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ...(options.chainSpec === undefined ? [] : ['--chain-spec', options.chainSpec]),
    ...(options.strictPort === true ? ['--strict-port'] : []),
  ];
}

/** Where package.json is: this file runs from dist/ and, in tests, from src/. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder))
      throw new ChaintillError('DEV_CHAIN_NOT_BUILT', 'there is no package.json around this file');
    folder = dirname(folder);
  }
  return folder;
}

function lastLines(child: ChildProcess, log: DevChainLaunch['log']): readonly string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > LINES_SHOWN) lines.shift();
      log?.(line);
    });
  }
  return lines;
}

async function ready(
  child: ChildProcess,
  exited: Promise<DevChainExit>,
  lines: readonly string[],
): Promise<DevChainMessage & { ready: true }> {
  let timer: NodeJS.Timeout | undefined;
  const failed = (what: string): ChaintillError =>
    new ChaintillError('DEV_CHAIN_START_FAILED', [`the dev chain ${what}`, ...lines].join('\n'));
  const outcome = new Promise<DevChainMessage & { ready: true }>((resolve, reject) => {
    child.once('message', (message: DevChainMessage) => {
      if (message.ready) resolve(message);
      else reject(new ChaintillError(message.code, message.message));
    });
    child.once('error', (error) => reject(failed(`cannot be started: ${error.message}`)));
    void exited.then(({ code, signal }) =>
      reject(failed(`ended before it was ready (${signal ?? `exit ${code}`})`)),
    );
    timer = setTimeout(() => reject(failed(`was not ready within ${START_WITHIN_MS} ms`)), START_WITHIN_MS);
  });
  try {
    return await outcome;
  } finally {
    clearTimeout(timer);
  }
}
