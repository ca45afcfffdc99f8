import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { startTime } from './identity.js';

/** A process, told apart from a later one that was given the same id. */
export interface Owner {
  readonly pid: number;
  readonly startTime: string | null;
}

export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, startTime: await startTime(process.pid) };
}

/** Whether the very process that `owner` describes still runs. */
export async function isRunning(owner: Owner): Promise<boolean> {
  const started = await startTime(owner.pid);
  return started !== null && started === owner.startTime;
}

/** A lock that this process holds. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock file `path`. It says who holds it, so one whose owner is gone, however it went, is taken over.
 * @returns the lock, or the owner that still runs.
 */
export async function takeLock(path: string): Promise<Lock | Owner> {
  const mine = JSON.stringify(await thisProcess());
  for (;;) {
    if (await createWhole(path, mine)) {
      return { release: () => removeIf(path, mine) };
    }
    const text = await readIfThere(path);
    if (text === null) continue;
    const owner = parseOwner(text);
    if (owner && (await isRunning(owner))) return owner;
    await removeIf(path, text);
  }
}

/** Creates a file that others see either whole or not at all. False when there is one already. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft);
  }
}

/** Removes the file if it still says `text`. Somebody may have put a lock of his own there since it was read. */
async function removeIf(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readFile(aside, 'utf8');
  if (moved !== text) await createWhole(path, moved);
  await rm(aside);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseOwner(text: string): Owner | null {
  try {
    const { pid, startTime: started } = JSON.parse(text) as Partial<Owner>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, startTime: started } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
