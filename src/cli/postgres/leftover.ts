import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { commandLine, isAlive } from '../process/identity.js';

/** What Postgres writes into `postmaster.pid`, a line each (src/include/utils/pidfile.h). */
export interface PidFile {
  readonly pid: number;
  readonly data: string;
  readonly status: string | null;
}

export function parsePidFile(text: string): PidFile | null {
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, data: lines[1] ?? '', status: lines[7]?.trim() ?? null };
}

const STOP_MS = 15_000;

/**
 * Ends what an earlier run left in `data`: a server that is still running is stopped in order; a `postmaster.pid` whose
 * number now belongs to another program is removed. A file whose process is gone is left for Postgres, which then also
 * waits for the processes that used its shared memory.
 * @returns what was found.
 * @throws {ChaintillError} `POSTGRES_LEFTOVER` when the old server does not stop.
 */
export async function clearLeftover(data: string): Promise<'nothing' | 'stale file' | 'stopped server'> {
  const path = join(data, 'postmaster.pid');
  let file: PidFile | null;
  try {
    file = parsePidFile(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'nothing';
    throw error;
  }
  if (!file) {
    // A full disk leaves an empty file, and Postgres refuses to start with one.
    await rm(path);
    return 'stale file';
  }
  if (!(await isAlive(file.pid))) return 'stale file';
  if (!(await isServerOf(file.pid, data))) {
    await rm(path);
    return 'stale file';
  }
  await stopServer(file.pid, data);
  return 'stopped server';
}

async function isServerOf(pid: number, data: string): Promise<boolean> {
  const words = await commandLine(pid);
  const folder = words?.[words.indexOf('-D') + 1];
  if (folder === undefined || !words?.[0]?.endsWith('postgres')) return false;
  return folder === data || folder === (await realpath(data));
}

async function stopServer(pid: number, data: string): Promise<void> {
  // Fast shutdown, then immediate (recovery at the next start), then none of its choice.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await isServerOf(pid, data))) return;
    process.kill(pid, signal);
    const deadline = Date.now() + STOP_MS;
    while (Date.now() < deadline) {
      if (!(await isAlive(pid))) return;
      await sleep(50);
    }
  }
  throw new ChaintillError(
    'POSTGRES_LEFTOVER',
    `a Postgres of an earlier run (process ${pid}) still uses ${data} and does not stop. End it, then start again.`,
  );
}
