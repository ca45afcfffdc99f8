/** The real indexer, @subql/node, against a fixture chain and a database of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { indexerCommand } from '../../../src/cli/indexer/command.js';
import type { IndexerOptions } from '../../../src/cli/indexer/supervise.js';
import { writeProject, type ProjectTarget } from '../../../src/cli/indexer/project.js';
import { freePort } from '../../../src/cli/process/port.js';
import type { FixtureChain } from '../../fixture-chain/server.js';
import { createTestDatabase } from '../../support/postgres.js';
import { openIndex, type Index } from './rows.js';

export interface IndexedChain {
  readonly index: Index;
  readonly databaseUrl: string;
  /** Starts the indexer; once more after it was killed. */
  readonly run: () => Promise<Running>;
  /** Starts it as `chaintill start` does, under its supervisor, with other options of `startIndexer` if given. */
  readonly runSupervised: (
    options?: Partial<Pick<IndexerOptions, 'endpoints' | 'patienceMs'>>,
  ) => Promise<Running>;
  /** Ends what runs and removes the database and the project. */
  readonly close: () => Promise<void>;
}

export interface Running {
  readonly pid: number;
  /** What it printed so far. */
  readonly output: () => string;
  readonly ended: () => boolean;
  /** Resolves once it is gone. */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
}

/** @param write writes the SubQuery project into a folder; ours, as it is built, if not given */
export async function indexedChain(
  node: FixtureChain,
  write: (folder: string, target: ProjectTarget) => Promise<void> = writeProject,
): Promise<IndexedChain> {
  const database = await createTestDatabase('indexing');
  // The server has no TLS, which SubQuery would try first, and then wait three seconds.
  const databaseUrl = `${database.url}?sslmode=disable`;
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-indexing-'));
  await write(folder, { chainId: node.chain.genesis.hash, endpoints: [node.endpoint], startBlock: 1 });
  const index = await openIndex(databaseUrl);
  const started = new Set<Running>();

  async function start(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> {
    const child = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], ...env } });
    const running = await watched(child);
    started.add(running);
    return running;
  }

  return {
    index,
    databaseUrl,
    async run() {
      const { args, env } = indexerCommand({ folder, databaseUrl, port: await freePort() });
      return start(args, env);
    },
    async runSupervised(options) {
      const port = await freePort();
      return start(supervisor({ folder, endpoints: [node.endpoint], databaseUrl, port, ...options }), {});
    },
    async close() {
      for (const running of started) await running.kill('SIGTERM');
      await index.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A program that runs the built supervisor until it is told to stop. */
function supervisor(options: object): string[] {
  const module = pathToFileURL(join(process.cwd(), 'dist', 'cli', 'indexer', 'supervise.js')).href;
  const program = `
    import { pino } from 'pino';
    import { startIndexer } from ${JSON.stringify(module)};
    const indexer = await startIndexer({ ...${JSON.stringify(options)}, log: pino() });
    process.once('SIGTERM', () => indexer.stop());
  `;
  return ['--input-type=module', '-e', program];
}

async function watched(child: ChildProcess): Promise<Running> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => {
      output += data.toString('utf8');
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    async kill(signal) {
      if (ended()) return;
      child.kill(signal);
      await exited;
    },
  };
}
