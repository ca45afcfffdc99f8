import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ChaintillError } from '../../domain/errors.js';
import type { Account } from './account.js';
import type { PostgresBinaries } from './binaries.js';

/** Where Postgres runs from and where it keeps its files. */
export interface Place {
  readonly binaries: string;
  /** Belongs to the server's user; the cluster is `data` in it. */
  readonly home: string;
  /** Set when `home` is not inside the data folder: why. */
  readonly moved: string | null;
}

/** Where a system keeps what programs must not lose; only root gets to use it. */
const STATE_FOLDER = '/var/lib';

/**
 * Decides where Postgres lives: in the data folder, which exists, or, when it must run as a user who cannot reach that
 * (a project below /root, say), in a folder of /var/lib named after it. Installed binaries that this user cannot reach
 * are copied there.
 * @throws {ChaintillError} `POSTGRES_FOLDER`
 */
export async function choosePlace(
  dataFolder: string,
  installed: PostgresBinaries,
  account: Account | null,
): Promise<Place> {
  let base = await realpath(dataFolder);
  let moved: string | null = null;
  if (account && !(await canReach(base, account))) {
    moved = `Postgres must not run as root, and its user cannot reach ${base}`;
    base = join(STATE_FOLDER, `chaintill-${createHash('sha256').update(base).digest('hex').slice(0, 12)}`);
    await ownOutside(base);
  }
  const home = join(base, 'postgres');
  await ownFolder(home, account);
  const reached = !account || (await canReach(installed.folder, account));
  return { binaries: reached ? installed.folder : await copyBinaries(installed, base), home, moved };
}

/** Whether a user may pass through every folder down to `path`, by the mode bits of each. */
export async function canReach(path: string, { uid, gid }: Account): Promise<boolean> {
  for (let folder = await realpath(path); ; folder = dirname(folder)) {
    const { uid: owner, gid: group, mode } = await stat(folder);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

async function ownFolder(folder: string, account: Account | null): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (account) await chown(folder, account.uid, account.gid);
  } catch (cause) {
    throw new ChaintillError(
      'POSTGRES_FOLDER',
      `${folder} cannot be used: ${(cause as Error).message}. If an earlier run was by another user, run as that user or remove the folder.`,
      { cause },
    );
  }
}

/** Programs are run from there: a folder that is there already counts only when it is ours alone. */
async function ownOutside(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  const { uid, mode, isDirectory } = await lstat(folder).then((s) => ({
    uid: s.uid,
    mode: s.mode,
    isDirectory: s.isDirectory(),
  }));
  if (!isDirectory || uid !== process.getuid?.() || (mode & 0o022) !== 0) {
    throw new ChaintillError(
      'POSTGRES_FOLDER',
      `${folder} belongs to somebody else. Remove it, or set DATABASE_URL.`,
    );
  }
  await chmod(folder, 0o755);
}

async function copyBinaries(installed: PostgresBinaries, folder: string): Promise<string> {
  const target = join(folder, `postgres-${installed.version}`);
  try {
    await stat(target);
    return target;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Under another name until it is whole: a copy that was cut short is never used.
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await cp(installed.folder, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, target);
  return target;
}
