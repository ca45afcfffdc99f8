import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ChaintillError } from '../domain/errors.js';
import { takeLock, type Lock } from './process/lock.js';

export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  readonly lock: Lock;
}

/**
 * Opens the folder that all is kept in, for this process alone.
 * @throws {ChaintillError} `DATA_FOLDER` when it cannot be written, `ALREADY_RUNNING` when another process has it.
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  const path = resolve(folder);
  let taken: Awaited<ReturnType<typeof takeLock>>;
  try {
    await mkdir(path, { recursive: true });
    taken = await takeLock(join(path, 'lock.json'));
  } catch (cause) {
    throw new ChaintillError(
      'DATA_FOLDER',
      `the data folder ${path} cannot be written: ${(cause as Error).message}. Free it, or choose another with --data.`,
      { cause },
    );
  }
  if ('pid' in taken) {
    throw new ChaintillError(
      'ALREADY_RUNNING',
      `Chaintill already runs on the data folder ${path} (process ${taken.pid}). Stop it, or choose another folder with --data.`,
    );
  }
  return { path, lock: taken };
}
