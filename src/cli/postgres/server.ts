import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { startGuarded, type Exit } from '../process/guarded.js';
import type { Account } from './account.js';
import { parsePidFile } from './leftover.js';

export interface ServerOptions {
  readonly binaries: string;
  /** PGDATA. */
  readonly data: string;
  readonly port: number;
  readonly account: Account | null;
  /** Settings of postgresql.conf on top of ours. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly guardScript?: string;
}

/** A Postgres server on 127.0.0.1, running behind a guard. */
export interface PostgresServer {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Disconnects everybody and stops in order. */
  stop(): Promise<void>;
  kill(): void;
}

const STOP_MS = 15_000;
/** Recovery after a crash reads back what the log holds; a slow disk takes its time. */
const START_MS = 120_000;
/** In the words of PGSharedMemoryCreate (src/backend/port/sysv_shmem.c), which are never translated under LC_ALL=C. */
const MEMORY_IN_USE = /pre-existing shared memory block/;
const AGAIN_MS = 200;

/**
 * Starts Postgres and waits until it accepts connections. After a crash, a query of the server before may still run: it
 * holds that server's shared memory, without which Postgres refuses to start, so this tries again until the query is done.
 * @throws {ChaintillError} `POSTGRES_START` with the reason that Postgres gave.
 */
export async function startServer(options: ServerOptions): Promise<PostgresServer> {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const server = await launch(options, deadline);
    if (typeof server !== 'string') return server;
    if (!MEMORY_IN_USE.test(server) || Date.now() > deadline) {
      throw new ChaintillError('POSTGRES_START', `Postgres in ${options.data} did not start: ${server}`);
    }
    await sleep(AGAIN_MS);
  }
}

/** @returns why it did not start, where it did not */
async function launch(options: ServerOptions, deadline: number): Promise<PostgresServer | string> {
  const { binaries, data, port, account, onLine } = options;
  const settings = {
    listen_addresses: '127.0.0.1',
    // Connections come over TCP; a socket in /tmp would be reachable by every user of the machine.
    unix_socket_directories: '',
    port: String(port),
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...options.settings,
  };
  const complaints: string[] = [];
  const guarded = await startGuarded({
    command: join(binaries, 'bin', 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: data,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    // SIGINT is Postgres's "fast" shutdown.
    stopSignal: 'SIGINT',
    stopMs: STOP_MS,
    ...(account ? { runAs: account } : {}),
    ...(options.guardScript === undefined ? {} : { guardScript: options.guardScript }),
    onLine(line) {
      if (/FATAL|PANIC|ERROR|HINT/.test(line)) complaints.push(line);
      onLine(line);
    },
  });

  const life = { ended: false };
  void guarded.exited.then(() => {
    life.ended = true;
  });
  while (!(await isReady(data, guarded.pid))) {
    if (life.ended || Date.now() > deadline) {
      await guarded.stop();
      return complaints.join(' ') || (life.ended ? 'it ended without a word' : 'it took too long');
    }
    await sleep(50);
  }
  return {
    pid: guarded.pid,
    exited: guarded.exited,
    async stop() {
      await guarded.stop();
    },
    kill: () => guarded.kill(),
  };
}

async function isReady(data: string, pid: number): Promise<boolean> {
  try {
    const file = parsePidFile(await readFile(join(data, 'postmaster.pid'), 'utf8'));
    return file?.pid === pid && file.status === 'ready';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
