import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with that id runs, whoever owns it. One that ended and waits for its parent to ask does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ESRCH') return false;
    if (code !== 'EPERM') throw error;
  }
  if (process.platform !== 'linux') return !(await ps(pid, 'stat='))?.trim().startsWith('Z');
  const state = (await statFields(pid))?.[0];
  return state !== undefined && state !== 'Z';
}

/**
 * When a process started, as text to compare: process ids are used again, a pair of id and start time is not.
 * Null when there is no such process. Linux: clock ticks since boot, with the boot's id; elsewhere what `ps` prints.
 */
export async function startTime(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') return (await ps(pid, 'lstart='))?.trim() ?? null;
  const [fields, boot] = await Promise.all([
    statFields(pid),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  const ticks = fields?.[0] === 'Z' ? undefined : fields?.[19];
  return ticks === undefined ? null : `${boot.trim()}:${ticks}`;
}

/** The words of a process's command line; null when there is no such process. */
export async function commandLine(pid: number): Promise<string[] | null> {
  if (process.platform !== 'linux') return (await ps(pid, 'command='))?.trim().split(/\s+/) ?? null;
  return (await readProc(pid, 'cmdline'))?.split('\0') ?? null;
}

/** The fields of /proc/PID/stat from the third (`state`) on; the second may hold anything, in brackets. See proc(5). */
async function statFields(pid: number): Promise<string[] | undefined> {
  const stat = await readProc(pid, 'stat');
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

async function readProc(pid: number, file: string): Promise<string | null> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return null;
    throw error;
  }
}

async function ps(pid: number, column: string): Promise<string | null> {
  try {
    return (await run('ps', ['-o', column, '-p', String(pid)])).stdout;
  } catch (error) {
    // `ps` ends with 1 when no process has that id.
    if ((error as { code?: unknown }).code === 1) return null;
    throw error;
  }
}
