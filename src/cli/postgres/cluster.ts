import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ChaintillError } from '../../domain/errors.js';
import type { Account } from './account.js';
import type { Place } from './place.js';

/** The superuser of the embedded Postgres. */
export const SUPERUSER = 'chaintill';

export interface Cluster {
  /** PGDATA. */
  readonly data: string;
  readonly password: string;
}

/**
 * Opens the cluster in `place.home`, making it first if there is none: locale C, UTF-8, passwords checked with SCRAM,
 * and a random password in `place.home/password` that only its owner can read.
 * @throws {ChaintillError} `POSTGRES_VERSION`, `POSTGRES_INIT`
 */
export async function openCluster(place: Place, account: Account | null): Promise<Cluster> {
  const data = join(place.home, 'data');
  const passwordFile = join(place.home, 'password');
  const found = await clusterVersion(data);
  if (found === null) await initialise(place, account, data, passwordFile);
  else if (found !== MAJOR) {
    throw new ChaintillError(
      'POSTGRES_VERSION',
      `${data} was made by Postgres ${found}, and this is Postgres ${MAJOR}. Move that folder away to begin anew.`,
    );
  }
  return { data, password: (await readFile(passwordFile, 'utf8')).trim() };
}

const MAJOR = '17';

async function clusterVersion(data: string): Promise<string | null> {
  try {
    return (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function initialise(
  place: Place,
  account: Account | null,
  data: string,
  passwordFile: string,
): Promise<void> {
  // Under another name until it is whole: an initdb that was cut short is never used.
  const unfinished = `${data}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (account) await chown(passwordFile, account.uid, account.gid);
  const initdb = join(place.binaries, 'bin', 'initdb');
  const args = [
    `--pgdata=${unfinished}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--locale=C',
    '--encoding=UTF8',
  ];
  try {
    await promisify(execFile)(initdb, args, { cwd: place.home, env: { LC_ALL: 'C' }, ...(account ?? {}) });
  } catch (cause) {
    throw new ChaintillError(
      'POSTGRES_INIT',
      `Postgres could not make its data folder ${data}: ${reason(cause)}`,
      { cause },
    );
  }
  await rename(unfinished, data);
  await stat(join(data, 'PG_VERSION'));
}

/** The line of initdb's output that says what went wrong. */
function reason(cause: unknown): string {
  const { stderr, message } = cause as { stderr?: string; message?: string };
  const lines = (stderr ?? '').split('\n').filter((line) => /error|fatal|could not|cannot/i.test(line));
  return lines[0] ?? message ?? 'no reason given';
}
