import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { isRunning, takeLock, thisProcess, type Lock, type Owner } from '../../../src/cli/process/lock.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chaintill-lock-'));
  path = join(folder, 'lock.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

function isLock(taken: Lock | Owner): taken is Lock {
  return 'release' in taken;
}

async function take(): Promise<Lock> {
  const taken = await takeLock(path);
  if (!isLock(taken)) throw new Error(`held by ${taken.pid}`);
  return taken;
}

describe('takeLock', () => {
  it('names the owner while it runs, and gives the lock once it is released', async () => {
    const lock = await take();
    expect(await takeLock(path)).toEqual(await thisProcess());
    await lock.release();
    await (await take()).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over from a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(path, JSON.stringify({ pid, startTime: 'boot:1' }));
    await take();
  });

  it('takes over from a process whose id another one has now', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: 'another-boot:1' }));
    await take();
  });

  it.each(['', '{}', '{"pid":"1"}', 'not json'])('takes over a file that says %j', async (text) => {
    writeFileSync(path, text);
    await take();
  });

  it('gives a stale lock to exactly one of many that ask at once', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startTime: 'another-boot:1' }));
    const taken = await Promise.all(Array.from({ length: 20 }, () => takeLock(path)));
    expect(taken.filter(isLock)).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });

  it('does not release a lock that somebody else has taken since', async () => {
    const lock = await take();
    writeFileSync(path, JSON.stringify({ pid: 1, startTime: 'theirs' }));
    await lock.release();
    expect(readdirSync(folder)).toEqual(['lock.json']);
  });
});

describe('isRunning', () => {
  it('knows this process, and not one of the same id that started at another time', async () => {
    const mine = await thisProcess();
    expect(await isRunning(mine)).toBe(true);
    expect(await isRunning({ ...mine, startTime: 'another-boot:1' })).toBe(false);
  });
});
