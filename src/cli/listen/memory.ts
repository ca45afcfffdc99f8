import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ChaintillError } from '../../domain/errors.js';
import { formatSecret, parseSecret, SECRET_BYTES } from '../../domain/webhook/secret.js';
import { takeLock } from '../process/lock.js';

/** What `chaintill listen` keeps in the data folder, for one gateway and one key. */
export interface Memory {
  /** `whsec_…`, always the same on this data folder. */
  readonly secret: string;
  /** Of the last event that was handed on; null before the first. */
  readonly cursor: string | null;
  remember(cursor: string): Promise<void>;
  release(): Promise<void>;
}

/**
 * Opens it for this process alone.
 * @throws {ChaintillError} `ALREADY_LISTENING`, `DATA_FOLDER`
 */
export async function openMemory(data: string, server: string, key: string): Promise<Memory> {
  const folder = join(resolve(data), 'listen');
  const keyId = key.slice(0, key.lastIndexOf('_'));
  const name = createHash('sha256').update(`${server}\n${keyId}`).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.cursor`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const lock = await takeLock(join(folder, `${name}.lock`));
    if ('pid' in lock) {
      throw new ChaintillError(
        'ALREADY_LISTENING',
        `process ${lock.pid} listens there with the same key already: stop it, or choose another folder with --data`,
      );
    }
    return {
      secret: await openSecret(join(folder, 'secret')),
      cursor: await readIfThere(path),
      async remember(cursor) {
        await writeFile(`${path}.new`, cursor);
        await rename(`${path}.new`, path);
      },
      release: () => lock.release(),
    };
  } catch (cause) {
    if (cause instanceof ChaintillError) throw cause;
    throw new ChaintillError(
      'DATA_FOLDER',
      `the folder ${folder} cannot be used: ${(cause as Error).message}. Free it, or choose another with --data.`,
      { cause },
    );
  }
}

/** Made once; of two that make it at the same time, the first is kept. */
async function openSecret(path: string): Promise<string> {
  const known = await readIfThere(path);
  if (known !== null) {
    parseSecret(known);
    return known;
  }
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, formatSecret(randomBytes(SECRET_BYTES)), { mode: 0o600 });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return openSecret(path);
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
