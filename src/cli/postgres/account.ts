import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ChaintillError } from '../../domain/errors.js';

/** A user of the operating system. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NAME = 'postgres';
const run = promisify(execFile);

/**
 * The user that Postgres must run as: nobody else for a normal user. Postgres refuses root, so for root it is the owner
 * of the cluster in `data` if there is one, else the system's user `postgres`, made if need be.
 * @throws {ChaintillError} `POSTGRES_ACCOUNT` when root can neither find nor make one.
 */
export async function serverAccount(data: string): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const owner = await ownerOf(data);
  if (owner && owner.uid !== 0) return owner;
  const existing = await findAccount();
  if (existing) return existing;
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      NAME,
    ]);
    const made = await findAccount();
    if (made) return made;
    throw new Error(`useradd made no user ${NAME}`);
  } catch (cause) {
    throw new ChaintillError(
      'POSTGRES_ACCOUNT',
      `Postgres does not run as root, and no user "${NAME}" could be made. Run as a normal user, add a user "${NAME}", or set DATABASE_URL.`,
      { cause },
    );
  }
}

async function ownerOf(path: string): Promise<Account | null> {
  try {
    const { uid, gid } = await stat(path);
    return { uid, gid };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function findAccount(): Promise<Account | null> {
  if (process.platform === 'linux') {
    const entry = parsePasswd(await readFile('/etc/passwd', 'utf8'), NAME);
    if (entry) return entry;
  }
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch (error) {
    // `id` ends with 1 for a name that it does not know.
    if ((error as { code?: unknown }).code === 1) return null;
    throw error;
  }
}

/** Finds a user in the text of /etc/passwd (`name:password:uid:gid:…`). */
export function parsePasswd(passwd: string, name: string): Account | null {
  for (const line of passwd.split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name && uid !== undefined && gid !== undefined)
      return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}
