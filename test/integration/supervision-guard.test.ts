import { startGuarded, type Guarded } from '../../src/cli/process/guarded.js';
import { untilGone, until, watchScript } from '../support/processes.js';

jest.setTimeout(120_000);

const SLEEP = 'setInterval(() => {}, 1000)';
/** Does not stop when asked to, and has a child of its own. */
const STUBBORN = `
  process.on('SIGTERM', () => console.log('asked to stop'));
  const child = require('node:child_process').spawn(process.execPath, ['-e', '${SLEEP}'], { stdio: 'inherit' });
  console.log('child ' + child.pid);
  ${SLEEP}`;

interface Run extends Guarded {
  readonly lines: string[];
}

async function run(script: string, stopMs = 500): Promise<Run> {
  const lines: string[] = [];
  const guarded = await startGuarded({
    command: process.execPath,
    args: ['-e', script],
    cwd: '/',
    env: { SECRET: 'kept out of the command line' },
    stopSignal: 'SIGTERM',
    stopMs,
    onLine: (line) => lines.push(line),
    guardScript: 'dist/cli/process/guard.js',
  });
  return { ...guarded, lines };
}

async function grandchild(lines: readonly string[]): Promise<number> {
  const find = () => lines.find((line) => line.startsWith('child '));
  await until('the child of the child runs', () => find() !== undefined);
  return Number(find()?.split(' ')[1]);
}

describe('startGuarded', () => {
  it('runs a command with its environment, and tells how it ended', async () => {
    const guarded = await run('console.log(process.env.SECRET); process.exit(3)');
    expect(await guarded.exited).toEqual({ code: 3, signal: null });
    expect(guarded.lines).toEqual(['kept out of the command line']);
    await untilGone(guarded.pid);
  });

  it('says why a command cannot be started', async () => {
    const options = {
      args: [],
      cwd: '/',
      env: {},
      stopSignal: 'SIGTERM',
      stopMs: 1,
      onLine: () => undefined,
    } as const;
    await expect(
      startGuarded({ ...options, command: '/no/such/program', guardScript: 'dist/cli/process/guard.js' }),
    ).rejects.toMatchObject({
      code: 'SPAWN_FAILED',
      message: expect.stringContaining('/no/such/program') as string,
    });
  });

  it('asks politely first', async () => {
    const guarded = await run(
      `process.on('SIGTERM', () => process.exit(7)); console.log('up'); ${SLEEP}`,
      60_000,
    );
    await until('it is up', () => guarded.lines.includes('up'));
    expect(await guarded.stop()).toEqual({ code: 7, signal: null });
  });

  it('kills what does not stop in time, with all that it started', async () => {
    const guarded = await run(STUBBORN);
    const child = await grandchild(guarded.lines);
    expect(await guarded.stop()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(guarded.lines).toContain('asked to stop');
    await untilGone(child);
  });

  it('kills at once when told to', async () => {
    const guarded = await run(STUBBORN, 60_000);
    const child = await grandchild(guarded.lines);
    guarded.kill();
    expect(await guarded.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await untilGone(child);
  });

  it('ends the command when the guard itself is killed', async () => {
    const guarded = await run(`console.log('guard ' + process.ppid); ${SLEEP}`, 60_000);
    await until('it is up', () => guarded.lines.length > 0);
    process.kill(Number(guarded.lines[0]?.split(' ')[1]), 'SIGKILL');
    await guarded.exited;
    await untilGone(guarded.pid);
  });

  it('ends the command and all that it started when the parent is killed', async () => {
    const parent = watchScript(
      `const { startGuarded } = await import(dist('cli/process/guarded.js'));
       const guarded = await startGuarded({
         command: process.execPath, args: ['-e', process.argv[1]], cwd: '/', env: {},
         stopSignal: 'SIGTERM', stopMs: 500, onLine: (line) => console.log(line),
       });
       console.log('pid ' + guarded.pid);`,
      [STUBBORN],
    );
    const pid = Number((await parent.line(/^pid (\d+)$/))[1]);
    const child = await grandchild(parent.lines);
    parent.child.kill('SIGKILL');
    await untilGone(pid);
    await untilGone(child);
  });
});
