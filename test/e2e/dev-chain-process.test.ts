import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startDevChain } from '../../src/chain/dev/launch.js';
import { connectRpc } from '../../src/chain/rpc.js';
import { networkProfileSchema } from '../../src/domain/network.js';

const main = resolve('dist/chain/dev/main.js');
const START_MS = 60_000;

let folder: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaintill-dev-chain-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function run(script: string, args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: [stdin, 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no stdout');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return line;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Waits for it; the test's own time limit ends it otherwise. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((next) => setTimeout(next, 100));
}

async function occupied<T>(test: (port: number) => Promise<T>): Promise<T> {
  const other: Server = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  try {
    return await test((other.address() as AddressInfo).port);
  } finally {
    other.close();
  }
}

describe('process of the dev chain', () => {
  it(
    'ends when its parent is killed',
    async () => {
      const parent = join(folder, 'parent.mjs');
      const launcher = JSON.stringify(resolve('dist/chain/dev/launch.js'));
      await writeFile(
        parent,
        `import { startDevChain } from ${launcher};
         const { pid } = await startDevChain({ port: 0 });
         console.log(pid);`,
      );
      const child = run(parent, []);
      const pid = Number(await firstLine(child));
      expect(isAlive(pid)).toBe(true);
      child.kill('SIGKILL');
      await gone(pid);
    },
    START_MS,
  );

  it(
    'prints where it serves, and ends with the pipe that it reads from',
    async () => {
      const child = run(main, ['--port', '0'], 'pipe');
      const message = JSON.parse(await firstLine(child)) as Record<string, unknown>;
      expect(message).toMatchObject({
        ready: true,
        endpoint: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+$/) as string,
      });
      networkProfileSchema.parse(message['profile']);
      const rpc = await connectRpc([String(message['endpoint'])]);
      expect(await rpc.request('system_chain')).toBe('asset-hub-rococo');
      await rpc.close();
      child.stdin?.end();
      expect(await once(child, 'exit')).toEqual([0, null]);
    },
    START_MS,
  );

  it(
    'takes the next free port when its own is taken, and says so; then stops when asked to',
    () =>
      occupied(async (port) => {
        const chain = await startDevChain({ port });
        const got = Number(new URL(chain.endpoint).port);
        expect(got).toBeGreaterThan(port);
        const rpc = await connectRpc([chain.endpoint]);
        expect(await rpc.request('system_chain')).toBe('asset-hub-rococo');
        await rpc.close();
        await chain.stop();
        expect(await chain.exited).toEqual({ code: 0, signal: null });
        expect(isAlive(chain.pid)).toBe(false);
      }),
    START_MS,
  );

  it(
    'does not start when its port is taken and no other will do',
    () =>
      occupied(async (port) => {
        await expect(startDevChain({ port, strictPort: true })).rejects.toMatchObject({
          code: 'PORT_TAKEN',
          message: expect.stringContaining(String(port)) as string,
        });
      }),
    START_MS,
  );

  it.each([
    ['that is not there', undefined, 'DEV_CHAIN_SPEC_NOT_FOUND', /cannot be read/],
    ['that is not JSON', 'genesis', 'DEV_CHAIN_SPEC_INVALID', /is not JSON/],
    [
      'that is not raw',
      '{"id":"x","name":"X","genesis":{"runtime":{}}}',
      'DEV_CHAIN_SPEC_INVALID',
      /build-spec --raw/,
    ],
    [
      'whose runtime is no runtime',
      '{"id":"x","name":"X","genesis":{"raw":{"top":{"0x3a636f6465":"0x00"}}}}',
      'DEV_CHAIN_START_FAILED',
      /cannot start/,
    ],
  ])(
    'does not start with a chain spec %s',
    async (_, content, code, message) => {
      const chainSpec = join(folder, 'spec.json');
      await (content === undefined ? rm(chainSpec, { force: true }) : writeFile(chainSpec, content));
      const start = startDevChain({ port: 0, chainSpec });
      await expect(start).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    },
    START_MS,
  );

  it('shows the last lines of a process that ends before it serves', async () => {
    const entry = join(folder, 'broken.mjs');
    await writeFile(entry, `console.error('out of order'); process.exitCode = 3;`);
    const lines: string[] = [];
    const start = startDevChain({ entry, log: (line) => lines.push(line) });
    await expect(start).rejects.toMatchObject({
      code: 'DEV_CHAIN_START_FAILED',
      message: expect.stringMatching(/exit 3[^]*out of order/) as string,
    });
    expect(lines).toEqual(['out of order']);
  });

  it('says so when it is not built', async () => {
    await expect(startDevChain({ entry: join(folder, 'no.js') })).rejects.toMatchObject({
      code: 'DEV_CHAIN_NOT_BUILT',
    });
  });
});
