/** An instance with a settler, and the program as its operator runs it beside it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig, type Config } from '../../src/cli/config.js';
import type { Command } from '../../src/cli/settings.js';
import { GENESIS } from './chain-view.js';
import { network } from './network.js';
import { createTestSettlement, type TestSettlement } from './settlement.js';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface OperatedInstance {
  readonly world: TestSettlement;
  /** Of its programs. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the program for this instance. */
  run(args: readonly string[]): Promise<Outcome>;
  /** The same, of what must succeed. @returns what it printed, without its last line break */
  out(...args: readonly string[]): Promise<string>;
  /** The same with `--json`. @returns each line as what it says */
  json<T>(...args: readonly string[]): Promise<readonly T[]>;
  /** What a command of the program is told, to call it without a process. */
  config(command: Command): Config;
  /** Makes the network file of the instance's chain anew. */
  writeProfile(given: { readonly endpoints?: readonly string[]; readonly genesisHash?: string }): void;
  /** Waits until all that is indexed and asked for is settled. */
  settled(): Promise<void>;
  /** Lets the settler rest meanwhile. */
  whileUnsettled(work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

const MOST_PRINTED = 2 ** 25;

/** What a command prints that is called without a process: that takes a second, and more where many run. */
export async function printedBy(work: () => Promise<void>): Promise<readonly string[]> {
  const printed: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line: string) => printed.push(`${line}\n`));
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
  try {
    await work();
  } finally {
    log.mockRestore();
    write.mockRestore();
  }
  return printed.join('').split('\n').slice(0, -1);
}

export async function openOperatedInstance(): Promise<OperatedInstance> {
  const world = await createTestSettlement();
  await world.till
    .updateTable('instance')
    .set({ network: 'operated', genesisHash: GENESIS, chainIdentity: GENESIS })
    .execute();
  const folder = mkdtempSync(join(tmpdir(), 'chaintill-operator-'));
  const profile = join(folder, 'operated.json');
  const state = { rounds: 0, rests: false, closed: false };

  async function settleOnAndOn(): Promise<void> {
    while (!state.closed) {
      if (!state.rests) await world.settle();
      state.rounds += 1;
      await sleep(20);
    }
  }

  const env = {
    PATH: process.env['PATH'] ?? '',
    DATABASE_URL: world.index.database.url,
    CHAINTILL_DATA: folder,
    CHAINTILL_NETWORK: profile,
  };

  /** The round that runs may have begun before: waits for the one after it. */
  async function roundDone(): Promise<void> {
    for (const enough = state.rounds + 2; state.rounds < enough;) await Promise.race([sleep(10), settling]);
  }

  function run(args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile('node', ['dist/cli/main.js', ...args], { env, maxBuffer: MOST_PRINTED }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out: out.replace(/\n$/, ''), err: err.trim() }),
      );
    });
  }

  async function out(...args: readonly string[]): Promise<string> {
    const outcome = await run(args);
    if (outcome.code !== 0) throw new Error(`${args.join(' ')}: ${outcome.err}`);
    return outcome.out;
  }

  const self: OperatedInstance = {
    world,
    env,
    run,
    out,
    async json<T>(...args: readonly string[]) {
      const text = await out(...args, '--json');
      return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as T);
    },
    config: (command) => loadConfig(command, {}, env),
    writeProfile({ endpoints = [], genesisHash = GENESIS }) {
      writeFileSync(profile, JSON.stringify({ ...network, name: 'operated', genesisHash, endpoints }));
    },
    settled: roundDone,
    async whileUnsettled(work) {
      state.rests = true;
      await roundDone();
      await work().finally(() => {
        state.rests = false;
      });
    },
    async close() {
      state.closed = true;
      await settling;
      await world.close();
      rmSync(folder, { recursive: true });
    },
  };
  self.writeProfile({});
  const settling = settleOnAndOn();
  return self;
}
