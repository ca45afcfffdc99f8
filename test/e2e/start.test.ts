import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/cli/process/port.js';
import { expectDepositsSwept } from './swept-deposits.js';
import { expectPaidByWallet } from './wallet-payments.js';
import { descendants, findProcess, until, untilGone, watch, type Watched } from '../support/processes.js';

jest.setTimeout(300_000);

const MAIN = 'dist/cli/main.js';
const data = dataFolder();
const taken: Server = createServer();
let indexerPort: number;
let instance: Watched;
/** Of the gateway, as printed. */
let url: string;
/** All that the instance has started. */
let parts: number[];

/** One that Postgres's own user can enter, so that all is in it. */
function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chaintill-start-'));
  chmodSync(folder, 0o755);
  return folder;
}

function run(...args: string[]): Watched {
  return watch([MAIN, ...args, '--data', data]);
}

async function startInstance(): Promise<void> {
  instance = run('start', '--indexer-port', String(indexerPort));
  url = (await instance.line(/Health +(http:.*)\/health/, 120_000))[1] ?? '';
  await instance.line(/^Ready/);
  parts = descendants(instance.pid);
}

async function health(): Promise<{ status: number; body: Record<string, { status?: string } | string> }> {
  const response = await fetch(`${url}/health`);
  return { status: response.status, body: (await response.json()) as Record<string, { status?: string }> };
}

async function untilHealthy(): Promise<void> {
  await until('all is well again', async () => (await health()).status === 200, 120_000);
}

async function untilAllGone(): Promise<void> {
  for (const pid of parts) await untilGone(pid);
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('connect', () => resolve(socket.destroy() === socket));
    socket.on('error', () => resolve(false));
  });
}

beforeAll(async () => {
  // Somebody else has the default port. That it is taken already is as good.
  await new Promise<void>((resolve) => {
    taken.once('error', () => resolve());
    taken.listen(4000, '127.0.0.1', () => resolve());
  });
  indexerPort = await freePort();
  await startInstance();
});

afterAll(async () => {
  instance.child.kill('SIGINT');
  await instance.exited;
  taken.close();
  rmSync(data, { recursive: true, force: true });
});

describe('chaintill start', () => {
  it('tells each step in plain lines where there is no terminal', () => {
    const told = instance.lines.join('\n');
    for (const part of ['Postgres', 'Dev chain', 'Indexer']) {
      expect(told).toMatch(new RegExp(`… ${part}\n[^]*✓ ${part}: `));
    }
    expect(told).toContain('a new chain, as at every start');
    expect(told).not.toContain('\x1b');
  });

  it('takes the next free port when the default one is taken, and prints the true one', async () => {
    expect(Number(new URL(url).port)).toBeGreaterThan(4000);
    expect(await health()).toMatchObject({
      status: 200,
      body: { status: 'ok', postgres: { status: 'ok' }, indexer: { status: 'ok' }, chain: { status: 'ok' } },
    });
  });

  it('lets nobody but this machine reach the pages of the indexer', async () => {
    expect(await canConnect('127.0.0.1', indexerPort)).toBe(true);
    // An address of this machine that only a server on every interface answers on.
    expect(await canConnect('127.0.0.2', indexerPort)).toBe(false);
  });

  it('refuses a second start on the same data, and a port that is taken, before it starts anything', async () => {
    const second = run('start');
    expect((await second.exited).code).toBe(1);
    expect(second.lines.join('\n')).toContain(
      `ALREADY_RUNNING: Chaintill already runs on the data folder ${data}`,
    );

    const other = dataFolder();
    const port = new URL(url).port;
    const refused = watch([MAIN, 'start', '--data', other], { env: { PORT: port } });
    expect((await refused.exited).code).toBe(1);
    expect(refused.lines.join('\n')).toContain(`PORT_TAKEN: port ${port} on 127.0.0.1 is taken`);
    expect(refused.lines.join('\n')).not.toContain('Postgres');
    rmSync(other, { recursive: true });
  });

  it('starts the indexer again when it is killed', async () => {
    process.kill(await findProcess(parts, '--subquery='), 'SIGKILL');
    await instance.line(/! Indexer ended .*it starts again in/);
    await instance.line(/! Indexer runs again/);
    await untilHealthy();
  });

  it('starts Postgres again when it is killed, and all comes back', async () => {
    process.kill(await findProcess(parts, join('bin', 'postgres')), 'SIGKILL');
    await instance.line(/! Postgres runs again/);
    await untilHealthy();
  });

  it('serves the demo, which shows orders that are paid in every way', async () => {
    const demo = run('demo');
    expect((await demo.exited).code).toBe(0);
    const scenes = demo.lines
      .join('\n')
      .split(/\n +\d {2}/)
      .slice(1);
    const [remark, address, little, much, late] = scenes;
    expect(scenes).toHaveLength(5);
    expect(remark).toMatch(/order\.created.*: open\n[^]*utility\.batchAll[^]*extrinsic 0x[0-9a-f]{64}/);
    expect(remark).toMatch(/order\.payment\.detected, block \d+, not final yet\n +.*order\.settled/);
    expect(remark).toContain('received 1.5 ROC of 1.5 ROC');
    expect(address).toMatch(/signs +balances\.transferKeepAlive[^]*order\.settled[^]*received 1\.5 ROC/);
    expect(little).toMatch(/order\.partially_paid[^]*received 1\.2 ROC, 0\.3 ROC are missing/);
    expect(much).toMatch(/order\.settled[^]*order\.overpaid[^]*received 1\.8 ROC, 0\.3 ROC too much/);
    expect(late).toMatch(/order\.expired[^]*order\.paid_late[^]*1\.5 ROC wait in the inbox/);
    expect((await health()).status).toBe(200);
  });

  it('serves a merchant whose deposit addresses are paid, swept, and told as swept', async () => {
    const { endpoint } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { endpoint: string };
    await expectDepositsSwept({ url, endpoint, run });
  });

  it('serves a buyer who pays by the public routes with the dev wallet', async () => {
    await expectPaidByWallet(url);
  });

  it('starts again after the parent was killed, and drops what it knew of the old chain', async () => {
    parts = descendants(instance.pid);
    instance.child.kill('SIGKILL');
    await untilAllGone();
    expect(existsSync(join(data, 'lock.json'))).toBe(true);
    await startInstance();
    expect(instance.lines.join('\n')).toContain('all that was stored about it was dropped');
    expect((await health()).status).toBe(200);
  });

  it('stops all on Ctrl-C and leaves nothing behind', async () => {
    // npm passes on what the terminal has sent already.
    instance.child.kill('SIGINT');
    instance.child.kill('SIGINT');
    expect(await instance.exited).toEqual({ code: 0, signal: null });
    await untilAllGone();
    expect(existsSync(join(data, 'postgres', 'data', 'PG_VERSION'))).toBe(true);
    for (const file of ['lock.json', 'run.json', 'postgres/data/postmaster.pid']) {
      expect(existsSync(join(data, file))).toBe(false);
    }
  });

  it('stops everything, with the reason, when the dev chain is gone', async () => {
    instance = run('start');
    await instance.line(/✓ Dev chain/);
    parts = descendants(instance.pid);
    process.kill(await findProcess(parts, join('chain', 'dev', 'main.js')), 'SIGKILL');
    expect((await instance.exited).code).toBe(1);
    expect(instance.lines.join('\n')).toContain('CHAIN_ENDED: the dev chain ended, and its blocks with it');
    await untilAllGone();
    expect(existsSync(join(data, 'lock.json'))).toBe(false);
    expect(readFileSync(join(data, 'chaintill.log'), 'utf8')).toContain('CHAIN_ENDED');
  });
});
