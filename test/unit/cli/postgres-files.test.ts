import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { parsePasswd } from '../../../src/cli/postgres/account.js';
import { completeBinaries, findBinaries } from '../../../src/cli/postgres/binaries.js';
import { parsePidFile } from '../../../src/cli/postgres/leftover.js';
import { canReach } from '../../../src/cli/postgres/place.js';

describe('parsePidFile', () => {
  it('reads what Postgres writes, ready or not yet', () => {
    const lines = ['123', '/data', '1795228127', '36483', '', '127.0.0.1', '  9001  4', 'ready   ', ''];
    expect(parsePidFile(lines.join('\n'))).toEqual({ pid: 123, data: '/data', status: 'ready' });
    expect(parsePidFile(lines.slice(0, 5).join('\n'))).toEqual({ pid: 123, data: '/data', status: null });
  });

  it.each(['', '\n', '-1\n/data', 'x\n/data', '0\n/data'])('makes nothing of %j', (text) => {
    expect(parsePidFile(text)).toBeNull();
  });
});

describe('parsePasswd', () => {
  it('finds a user by its whole name', () => {
    const passwd =
      'root:x:0:0::/root:/bin/sh\npostgresql:x:7:8::/:/bin/sh\npostgres:x:101:104:x,,:/var:/bin/bash\n';
    expect(parsePasswd(passwd, 'postgres')).toEqual({ uid: 101, gid: 104 });
    expect(parsePasswd(passwd, 'nobody')).toBeNull();
  });
});

describe('canReach', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chaintill-reach-'));
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  afterAll(() => rmSync(folder, { recursive: true }));
  const { uid, gid } = userInfo();
  const stranger = { uid: uid + 12_345, gid: gid + 12_345 };

  it.each([
    [0o755, true, true],
    [0o711, true, true],
    [0o750, false, true],
    [0o700, false, false],
    [0o701, true, false],
  ])('goes by the mode of the folders above (%i)', async (mode, byOthers, byGroup) => {
    chmodSync(folder, mode);
    expect(await canReach(inner, stranger)).toBe(byOthers);
    expect(await canReach(inner, { ...stranger, gid })).toBe(byGroup);
    expect(await canReach(inner, { uid, gid })).toBe(true);
  });
});

describe('completeBinaries', () => {
  it('makes the links and permissions that an install without scripts leaves out', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'chaintill-binaries-'));
    const { folder, version } = findBinaries();
    const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    cpSync(folder, join(copy, 'native'), {
      recursive: true,
      filter: (path) => !lstatSync(path).isSymbolicLink(),
    });
    const program = join(copy, 'native', 'bin', 'postgres');
    chmodSync(program, 0o644);
    for (let time = 0; time < 2; time += 1) {
      await completeBinaries({ folder: join(copy, 'native'), version });
      for (const { target } of links) expect(existsSync(join(copy, target))).toBe(true);
      expect(statSync(program).mode & 0o777).toBe(0o755);
    }
    rmSync(copy, { recursive: true });
  });
});

describe('findBinaries', () => {
  it('says what to do where there is no Postgres for the platform', () => {
    expect(() => findBinaries('sunos', 'sparc' as NodeJS.Architecture)).toThrow(/sunos sparc.*DATABASE_URL/);
  });
});
