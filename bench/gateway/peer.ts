/**
 * `@subql/query` as a process of its own. It is no dependency of the project: it needs another version of graphql, which it does
 * not find beside ours. So it is installed into a folder of its own, with the versions of peer/package-lock.json.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../src/cli/process/port.js';
import { watch } from '../../test/support/processes.js';
import type { Server } from './load.js';

const PINNED = 'bench/gateway/peer';
const START_MS = 120_000;

export interface Peer extends Server {
  readonly version: string;
}

/**
 * @param folder has it installed; null to install it from the npm registry, into a folder that is gone afterwards
 * @param databaseUrl whose schema `chain` it serves
 */
export async function withPeer<T>(
  folder: string | null,
  databaseUrl: string,
  work: (peer: Peer) => Promise<T>,
): Promise<T> {
  if (folder !== null) return serve(folder, databaseUrl, work);
  const made = await mkdtemp(join(tmpdir(), 'chaintill-bench-'));
  try {
    console.error('installing @subql/query from the npm registry');
    await install(made);
    return await serve(made, databaseUrl, work);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** Just as the lock says, and no package's own scripts are run. */
async function install(folder: string): Promise<void> {
  for (const name of ['package.json', 'package-lock.json']) {
    await copyFile(join(PINNED, name), join(folder, name));
  }
  const arguments_ = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawn('npm', arguments_, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise((resolve, reject) => {
    npm.on('error', reject);
    npm.on('close', resolve);
  });
  if (code !== 0)
    throw new Error('npm could not install @subql/query: leave it out with --alone, or give --peer');
}

async function serve<T>(folder: string, databaseUrl: string, work: (peer: Peer) => Promise<T>): Promise<T> {
  const home = join(folder, 'node_modules/@subql/query');
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const database = new URL(databaseUrl);
  const port = await freePort();
  // As fast as its options let it be: no line in a log for each request, and no stack traces.
  const running = watch([join(home, 'bin/run'), '--name=chain', `--port=${port}`, '--log-level=error'], {
    cwd: folder,
    env: {
      NODE_ENV: 'production',
      DB_HOST: database.hostname,
      DB_PORT: database.port,
      DB_USER: decodeURIComponent(database.username),
      DB_PASS: decodeURIComponent(database.password),
      DB_DATABASE: database.pathname.slice(1),
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const ended = { yet: false };
  void running.exited.then(() => (ended.yet = true));
  try {
    const deadline = performance.now() + START_MS;
    while (!(await answers(url))) {
      if (ended.yet || performance.now() > deadline)
        throw new Error(`@subql/query does not start:\n${running.lines.join('\n')}`);
      await sleep(200);
    }
    return await work({ url, pid: running.pid, version });
  } finally {
    running.child.kill('SIGTERM');
    await running.exited;
  }
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ query: '{ transfers(first: 1) { nodes { id } } }' });
  try {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body })).ok;
  } catch {
    return false; // not listening yet
  }
}
