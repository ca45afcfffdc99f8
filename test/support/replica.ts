/**
 * A Postgres and a streaming replica of it, as two servers with their data in one folder. The embedded binaries have no
 * pg_basebackup: the copy is made between `pg_backup_start` and `pg_backup_stop`.
 */
import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { serverAccount, type Account } from '../../src/cli/postgres/account.js';
import { completeBinaries, findBinaries } from '../../src/cli/postgres/binaries.js';
import { openCluster, SUPERUSER } from '../../src/cli/postgres/cluster.js';
import { clearLeftover } from '../../src/cli/postgres/leftover.js';
import { choosePlace } from '../../src/cli/postgres/place.js';
import { startServer, type PostgresServer } from '../../src/cli/postgres/server.js';
import { freePort } from '../../src/cli/process/port.js';

/** A server that is stopped and started where it was. */
export interface ServerPart {
  /** Of its maintenance database. */
  readonly url: string;
  start(): Promise<void>;
  /** Disconnects everybody. */
  stop(): Promise<void>;
}

export interface ReplicatedPostgres {
  readonly primary: ServerPart;
  /** Made of the primary as it is when this is called, and started. */
  addReplica(): Promise<ServerPart>;
  /** Stops whatever runs. */
  close(): Promise<void>;
}

const GUARD = join(process.cwd(), 'dist/cli/process/guard.js');
/** What a copy begins without: its own log comes from the primary, and what belongs to a running server is no data. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'pg_wal',
  'pg_replslot',
  'postmaster.pid',
  'postmaster.opts',
]);
const SETTINGS = { synchronous_commit: 'off', full_page_writes: 'on', max_connections: '100' };

/** @param folder which exists, and whose user may pass every folder down to it */
export async function startReplicatedPostgres(folder: string): Promise<ReplicatedPostgres> {
  const account = await serverAccount(join(folder, 'postgres', 'data'));
  const installed = findBinaries();
  await completeBinaries(installed);
  const place = await choosePlace(folder, installed, account);
  const { binaries, home } = place;
  const cluster = await openCluster(place, account);
  const running: ServerPart[] = [];

  async function run(data: string, settings: Readonly<Record<string, string>>): Promise<ServerPart> {
    const port = await freePort();
    let server: PostgresServer | null = null;
    const part: ServerPart = {
      url: `postgres://${SUPERUSER}:${cluster.password}@127.0.0.1:${port}/postgres`,
      async start() {
        await clearLeftover(data);
        server = await startServer({
          binaries,
          data,
          port,
          account,
          settings: { ...SETTINGS, ...settings },
          onLine: () => undefined,
          guardScript: GUARD,
        });
      },
      async stop() {
        await server?.stop();
        server = null;
      },
    };
    await part.start();
    running.push(part);
    return part;
  }

  const primary = await run(cluster.data, { wal_level: 'replica', wal_keep_size: '256MB' });
  return {
    primary,
    async addReplica() {
      const copy = join(home, `replica-${running.length}`);
      await copyCluster(primary.url, cluster.data, copy, account);
      const { hostname, port, username, password } = new URL(primary.url);
      return run(copy, {
        primary_conninfo: `host=${hostname} port=${port} user=${username} password=${password}`,
        hot_standby_feedback: 'on',
        wal_retrieve_retry_interval: '200ms',
      });
    },
    async close() {
      for (const part of running.reverse()) await part.stop();
    },
  };
}

async function copyCluster(url: string, from: string, to: string, account: Account | null): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`select pg_backup_start('replica', fast => true)`);
    await mkdir(to, { mode: 0o700 });
    for (const name of (await readdir(from)).filter((one) => !NOT_COPIED.has(one))) {
      await cp(join(from, name), join(to, name), { recursive: true, force: true });
    }
    const { rows } = await client.query<{ label: string }>(
      'select labelfile as label from pg_backup_stop(wait_for_archive => false)',
    );
    for (const name of ['pg_wal', 'pg_wal/archive_status', 'pg_wal/summaries', 'pg_replslot']) {
      await mkdir(join(to, name), { mode: 0o700 });
    }
    await writeFile(join(to, 'backup_label'), rows[0]?.label ?? '');
    await writeFile(join(to, 'standby.signal'), '');
    if (account) await own(to, account);
  } finally {
    await client.end();
  }
}

async function own(folder: string, { uid, gid }: Account): Promise<void> {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await chown(join(folder, entry), uid, gid);
}
