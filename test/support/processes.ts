import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, isAlive } from '../../src/cli/process/identity.js';

const WAIT_MS = 60_000;

/** Waits until `condition` holds. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  waitMs = WAIT_MS,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`${what}: still not after ${waitMs} ms`);
    await sleep(50);
  }
}

export async function untilGone(pid: number): Promise<void> {
  await until(`process ${pid} ends`, async () => !(await isAlive(pid)));
}

/** A process under test, with what it has printed so far. */
export interface Watched {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly lines: readonly string[];
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The first line that matches, now or later. */
  line(pattern: RegExp, waitMs?: number): Promise<RegExpMatchArray>;
}

/** Runs `node` with these arguments, in a session of its own as from a terminal. */
export function watch(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Watched {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? process.cwd(),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (line) => lines.push(line));
  const state = { ended: false };
  const exited: Watched['exited'] = new Promise((resolve) => {
    child.on('close', (code, signal) => {
      state.ended = true;
      resolve({ code, signal });
    });
  });
  return {
    child,
    pid: child.pid ?? 0,
    lines,
    exited,
    async line(pattern, waitMs) {
      const find = () => lines.map((line) => pattern.exec(line)).find((match) => match !== null);
      await until(`a line like ${String(pattern)}`, () => find() !== undefined || state.ended, waitMs);
      const match = find();
      if (!match) throw new Error(`no line like ${String(pattern)} in:\n${lines.join('\n')}`);
      return match;
    },
  };
}

/** Runs a module's text, in which `dist(path)` is the URL of a built file. */
export function watchScript(
  text: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Watched {
  const dist = `const dist = (path) => ${JSON.stringify(`file://${process.cwd()}/dist/`)} + path;\n`;
  return watch(['--input-type=module', '--eval', dist + text, ...args], { env });
}

/** Ids of all processes that `pid` has started, and those in turn. */
export function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const parents = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    parents.filter(([, ppid]) => ppid === parent).flatMap(([child = 0]) => [child, ...below(child)]);
  return below(pid);
}

/** The process among `pids` whose command line has `word` in it. */
export async function findProcess(pids: readonly number[], word: string): Promise<number> {
  for (const pid of pids)
    if ((await commandLine(pid))?.some((argument) => argument.includes(word))) return pid;
  throw new Error(`no process with ${word} in its command line`);
}
