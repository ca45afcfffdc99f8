import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { serverAccount } from '../../src/cli/postgres/account.js';
import { canReach } from '../../src/cli/postgres/place.js';
import { commandLine, isAlive } from '../../src/cli/process/identity.js';
import { until, untilGone, watchScript, type Watched } from '../support/processes.js';

jest.setTimeout(120_000);

const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
if (!isRoot) console.log('skipped: running Postgres for root, as these tests do not run as root');

/** Starts the embedded Postgres on the folder that is its argument, says where, and stops it on SIGTERM. */
const PARENT = `
  const { startEmbeddedPostgres } = await import(dist('cli/postgres/embedded.js'));
  const silent = () => {};
  const log = { info: silent, warn: (text) => console.log('log ' + text), error: silent };
  const dataFolder = process.argv[1];
  try {
    const server = await startEmbeddedPostgres({ dataFolder, log, onNote: (note) => console.log('note ' + note) });
    console.log(JSON.stringify({ url: server.url, home: server.home, moved: server.moved }));
    process.on('SIGTERM', () => server.stop());
  } catch (error) {
    console.log('failed ' + error.code + ' ' + error.message);
  }`;

interface Started {
  readonly parent: Watched;
  readonly url: string;
  readonly home: string;
  readonly moved: string | null;
  /** Of the server. */
  readonly pid: number;
}

const folders: string[] = [];
const parents: Watched[] = [];
const programs: ChildProcess[] = [];

function newFolder(mode: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'chaintill-postgres-'));
  chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

async function start(folder: string): Promise<Started> {
  const parent = watchScript(PARENT, [folder]);
  parents.push(parent);
  const told = JSON.parse((await parent.line(/^\{.*/))[0]) as Pick<Started, 'url' | 'home' | 'moved'>;
  return { parent, ...told, pid: await serverPid(told.home) };
}

async function serverPid(home: string): Promise<number> {
  return Number((await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function stop({ parent, pid }: Started): Promise<void> {
  parent.child.kill('SIGTERM');
  await parent.exited;
  await untilGone(pid);
}

function ownerOf({ home }: Started): { uid: number; gid: number } {
  const { uid, gid } = statSync(join(home, 'data'));
  return { uid, gid };
}

function leavePidFile(server: Started, text: string): void {
  const path = join(server.home, 'data', 'postmaster.pid');
  const { uid, gid } = ownerOf(server);
  writeFileSync(path, text);
  chownSync(path, uid, gid);
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  // A server that is killed ends its connections in its own way.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const program of programs.splice(0)) program.kill('SIGKILL');
  for (const parent of parents.splice(0)) {
    parent.child.kill('SIGTERM');
    await parent.exited;
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('the embedded Postgres', () => {
  it('is private, speaks locale C, and has what SubQuery needs', async () => {
    const server = await start(newFolder(0o755));
    expect(server.moved).toBeNull();
    expect(await query(server.url, 'CREATE EXTENSION btree_gist; SELECT 1').catch(String)).not.toContain(
      'error',
    );
    expect(await query(server.url, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'")).toEqual([
      'C',
    ]);
    expect(await query(server.url, 'SHOW listen_addresses')).toEqual(['127.0.0.1']);
    expect(await query(server.url, 'SHOW unix_socket_directories')).toEqual(['']);
    const wrong = new URL(server.url);
    wrong.password = 'guessed';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    expect(statSync(join(server.home, 'password')).mode & 0o777).toBe(0o600);
    expect(new URL(server.url).port).not.toBe('5432');
    await stop(server);
  });

  asRoot('runs for root below a folder that its own user cannot enter, and says where', async () => {
    const folder = newFolder(0o700);
    const server = await start(folder);
    folders.push(dirname(server.home));
    expect(server.moved).toContain(folder);
    expect(server.home).toMatch(/^\/var\/lib\/chaintill-[0-9a-f]{12}\/postgres$/);
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    expect(await query(server.url, 'SELECT 1')).toEqual([1]);
    await stop(server);
    // The same place again, with the same data.
    const again = await start(folder);
    expect(again.home).toBe(server.home);
    await stop(again);
  });

  asRoot('does not use a folder in /var/lib that somebody else has put there', async () => {
    const folder = newFolder(0o700);
    const server = await start(folder);
    const outside = dirname(server.home);
    folders.push(outside);
    await stop(server);
    chownSync(outside, 12_345, 12_345);
    const parent = watchScript(PARENT, [folder]);
    expect((await parent.line(/^failed (.*)/))[1]).toContain('POSTGRES_FOLDER');
  });

  asRoot('runs for a normal user', async () => {
    const folder = newFolder(0o755);
    const account = await serverAccount(join(folder, 'none'));
    if (!account) throw new Error('root has an account for Postgres');
    if (!(await canReach(process.cwd(), account))) {
      console.log(`skipped: running Postgres for a normal user, as none can enter ${process.cwd()}`);
      return;
    }
    chownSync(folder, account.uid, account.gid);
    const drop = `process.setgid(${account.gid}); process.setuid(${account.uid});`;
    const parent = watchScript(drop + PARENT, [folder]);
    parents.push(parent);
    const { url } = JSON.parse((await parent.line(/^\{.*/))[0]) as { url: string };
    expect(await query(url, 'SELECT 1')).toEqual([1]);
  });

  it('ends with its parent, however that ends, and starts again at once with its data', async () => {
    const folder = newFolder(0o755);
    const first = await start(folder);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first.parent.child.kill('SIGKILL');
    const second = await start(folder);
    expect(await isAlive(first.pid)).toBe(false);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
    second.parent.child.kill('SIGKILL');
    await untilGone(second.pid);
    expect(existsSync(join(second.home, 'data', 'postmaster.pid'))).toBe(false);
  });

  it('stops a server that was left without parent and guard', async () => {
    const folder = newFolder(0o755);
    const first = await start(folder);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const guard = Number(/PPid:\s+(\d+)/.exec(await readFile(`/proc/${first.pid}/status`, 'utf8'))?.[1]);
    expect((await commandLine(guard))?.join(' ')).toContain('guard.js');
    // Stopped first, so that the guard cannot notice that its parent goes.
    process.kill(guard, 'SIGSTOP');
    first.parent.child.kill('SIGKILL');
    await first.parent.exited.catch(() => undefined);
    process.kill(guard, 'SIGKILL');
    expect(await isAlive(first.pid)).toBe(true);

    const second = await start(folder);
    expect(await isAlive(first.pid)).toBe(false);
    expect(second.parent.lines).toContainEqual(
      expect.stringContaining('stopped a Postgres that an earlier run had left'),
    );
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([42]);
    await stop(second);
  });

  it('is not kept from starting by a postmaster.pid whose number another program has now', async () => {
    const folder = newFolder(0o755);
    const first = await start(folder);
    await stop(first);
    // Of the server's own user: Postgres knows that the others are not it.
    const owner = ownerOf(first);
    const program = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: 'ignore',
      ...(isRoot ? owner : {}),
    });
    programs.push(program);
    const pid = program.pid ?? 0;
    leavePidFile(first, `${pid}\n/some/folder\n`);
    await stop(await start(folder));
    expect(await isAlive(pid)).toBe(true);
  });

  it('is not kept from starting by an empty postmaster.pid, as a full disk leaves it', async () => {
    const folder = newFolder(0o755);
    const first = await start(folder);
    await stop(first);
    leavePidFile(first, '');
    await stop(await start(folder));
  });

  it('comes back at the same address when its server is killed', async () => {
    const server = await start(newFolder(0o755));
    process.kill(server.pid, 'SIGKILL');
    await server.parent.line(/^note Postgres runs again/);
    expect(await query(server.url, 'SELECT 1')).toEqual([1]);
    const pid = await serverPid(server.home);
    await stop({ ...server, pid });
    await until('its file is gone', () => !existsSync(join(server.home, 'data', 'postmaster.pid')));
  });

  it('waits for what a killed server still computes, which holds its memory', async () => {
    const server = await start(newFolder(0o755));
    const busy = query(
      server.url,
      `do $$ declare ends timestamptz := clock_timestamp() + interval '4 s';
       begin while clock_timestamp() < ends loop end loop; end $$`,
    ).catch(() => undefined);
    await until('it computes', async () =>
      (
        await query(server.url, "select count(*)::int from pg_stat_activity where query like 'do $$%'")
      ).includes(1),
    );
    process.kill(server.pid, 'SIGKILL');
    await server.parent.line(/^note Postgres runs again/);
    expect(server.parent.lines.filter((line) => line.startsWith('note Postgres ended'))).toHaveLength(1);
    await busy;
    await stop({ ...server, pid: await serverPid(server.home) });
  });

  it('says what is wrong with a cluster of another version', async () => {
    const folder = newFolder(0o755);
    const server = await start(folder);
    await stop(server);
    writeFileSync(join(server.home, 'data', 'PG_VERSION'), '16\n');
    const parent = watchScript(PARENT, [folder]);
    expect((await parent.line(/^failed (.*)/))[1]).toMatch(/^POSTGRES_VERSION .* made by Postgres 16/);
  });
});
