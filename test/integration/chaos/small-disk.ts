/**
 * A disk of its own for a Postgres, which can be filled to the last byte. It is a tmpfs in a mount namespace, which root can
 * make, and anybody where the system lets users have namespaces. Elsewhere triggers refuse what a full disk refuses, with
 * its code; they cannot end Postgres as a full disk does.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { watchScript, type Watched } from '../../support/processes.js';
import { startPostgresPart, type PostgresPart } from '../settlement-kills/parts.js';

export interface SmallDisk {
  readonly postgres: PostgresPart;
  /** Why there is no real disk; null where there is. */
  readonly emulated: string | null;
  /** Leaves no space. @param databaseUrl what is refused writes where the disk is emulated */
  fill(databaseUrl: string): Promise<void>;
  free(databaseUrl: string): Promise<void>;
}

/** A cluster of our size, and some segments of its log. */
const SIZE = '160m';
const CHUNK = Buffer.alloc(64 * 1_024);

/** Runs `unshare` with the test's arguments; a program of its own, so that it can end when that does, with the same code. */
const APART = `
  const { spawn } = await import('node:child_process');
  const [, command, ...args] = process.argv;
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  console.log('apart ' + child.pid);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));`;

/** @param folder where the disk is put; its parents can be passed by everybody */
export async function startOnSmallDisk(folder: string): Promise<SmallDisk> {
  const disk = join(folder, 'disk');
  mkdirSync(disk, { mode: 0o755 });
  const emulated = whyNoDisk(disk);
  if (emulated !== null) {
    const postgres = await startPostgresPart(folder);
    return {
      postgres,
      emulated,
      fill: (databaseUrl) => administer(databaseUrl, REFUSE),
      free: (databaseUrl) => administer(databaseUrl, 'drop function public.disk_full() cascade'),
    };
  }
  const started: { keeper?: Watched } = {};
  const postgres = await startPostgresPart(disk, {
    run(script, args) {
      const program = [process.execPath, '--input-type=module', '--eval', withDist(script), ...args];
      return (started.keeper = watchScript(APART, apart(disk, program)));
    },
  });
  const [, pid = ''] = (await started.keeper?.line(/^apart ([0-9]+)$/)) ?? [];
  const filler = join('/proc', pid, 'root', disk, 'filler');
  return {
    postgres,
    emulated,
    fill() {
      fillUp(filler);
      return Promise.resolve();
    },
    free: () => rm(filler),
  };
}

/** The command that gives a program a disk at `folder`; to the program, the user is who the test's is. */
function apart(folder: string, program: readonly string[]): string[] {
  const root = process.getuid?.() === 0;
  const mount = `mount -t tmpfs -o size=${SIZE},mode=0755 chaos "$0" && exec "$@"`;
  const again = [
    'unshare',
    '--user',
    `--map-user=${process.getuid?.()}`,
    `--map-group=${process.getgid?.()}`,
  ];
  return [
    'unshare',
    ...(root ? [] : ['--user', '--map-root-user']),
    ...['--mount', '--propagation', 'private'],
    ...['sh', '-c', mount, folder],
    ...(root ? [] : again),
    ...program,
  ];
}

function whyNoDisk(folder: string): string | null {
  const [command = '', ...args] = apart(folder, [process.execPath, '--eval', '']);
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? null : (error?.message ?? stderr.trim());
}

function withDist(script: string): string {
  return `const dist = (path) => ${JSON.stringify(`file://${process.cwd()}/dist/`)} + path;\n${script}`;
}

function fillUp(path: string): void {
  const file = openSync(path, 'a');
  try {
    for (let size = CHUNK.length; size > 0;) {
      try {
        writeSync(file, CHUNK, 0, size);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** In the words of mdextend (src/backend/storage/smgr/md.c). */
const REFUSE = `
  create function public.disk_full() returns trigger language plpgsql as $$ begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
  end $$;
  do $$ declare one record; begin
    for one in select schemaname, tablename from pg_tables where schemaname in ('till', 'chain') loop
      execute format('create trigger disk_full before insert or update on %I.%I
        for each statement execute function public.disk_full()', one.schemaname, one.tablename);
    end loop;
  end $$`;

async function administer(databaseUrl: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statements);
  await client.end();
}
