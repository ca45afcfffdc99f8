/** docs/licences.md is what is locked, and nothing is locked that may not be there. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Locked {
  version: string;
  license?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}
type Packages = Record<string, Locked>;
interface Policy {
  readonly exceptions: readonly { packages: readonly string[]; importedBy: readonly string[] }[];
}

const SCRIPT = 'scripts/write-licences.js';
const folder = mkdtempSync(join(tmpdir(), 'chaintill-licences-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const packages = (): Packages => (read('package-lock.json') as { packages: Packages }).packages;

it('docs/licences.md is what package-lock.json says: node scripts/write-licences.js writes it', () => {
  const printed = execFileSync(process.execPath, [SCRIPT, '--print'], { encoding: 'utf8' });
  expect(readFileSync('docs/licences.md', 'utf8')).toBe(printed);
});

it('has a row of every package that is installed to run it', () => {
  const rows = new Set(readFileSync('docs/licences.md', 'utf8').split('\n'));
  const installed = Object.entries(packages()).filter(([place, { dev }]) => place !== '' && !dev);
  const missing = installed
    .map(([place, { version }]) => `| ${place.replace(/^.*node_modules\//, '')} | ${version} |`)
    .filter((row) => !rows.has(row));
  expect(installed.length).toBeGreaterThan(500);
  expect(missing).toEqual([]);
});

describe('a lock file is refused', () => {
  const fastify = 'node_modules/fastify';
  const changed = (place: string, change: Partial<Locked>) => (all: Packages) => {
    all[place] = { ...(all[place] ?? { version: '1.0.0', integrity: 'sha512-AAAA' }), ...change };
  };
  const cases: [string, string, (all: Packages) => void][] = [
    ['with a licence that nobody allowed', 'AGPL-3.0-only', changed(fastify, { license: 'AGPL-3.0-only' })],
    [
      'with one of two that both apply',
      '(MIT AND SSPL-1.0)',
      changed(fastify, { license: '(MIT AND SSPL-1.0)' }),
    ],
    [
      'with an exception to a licence',
      'WITH',
      changed(fastify, { license: 'GPL-2.0 WITH Classpath-exception-2.0' }),
    ],
    ['with no licence at all', 'nobody knows', changed('node_modules/of-nobody', {})],
    [
      'where an exception has another licence',
      '@subql/node',
      changed('node_modules/@subql/node', { license: 'AGPL-3.0' }),
    ],
    ['without a package that is excepted', 'smoldot', (all) => delete all['node_modules/smoldot']],
    [
      'with a package from elsewhere',
      'example.org',
      changed(fastify, { resolved: 'https://example.org/fastify.tgz' }),
    ],
    [
      'with a package from a repository',
      'git+ssh',
      changed(fastify, { resolved: 'git+ssh://git@github.com/fastify/fastify.git' }),
    ],
    ['with a folder in place of a package', 'elsewhere', changed(fastify, { link: true })],
    ['with nothing to check a package against', 'no sha512', (all) => delete all[fastify]?.integrity],
    ['with a weak check', 'no sha512', changed(fastify, { integrity: 'sha1-AAAA' })],
    [
      'with no check of a build for this platform',
      'linux-x64',
      (all) => delete all['node_modules/@esbuild/linux-x64']?.integrity,
    ],
    [
      'with no check of what development needs',
      'node_modules/jest ',
      (all) => delete all['node_modules/jest']?.integrity,
    ],
  ];

  it.each(cases)('%s', (_, flaw, spoil) => {
    const all = packages();
    spoil(all);
    const lock = join(folder, 'package-lock.json');
    writeFileSync(lock, JSON.stringify({ packages: all }));
    const { status, stderr, stdout } = spawnSync(process.execPath, [SCRIPT, '--print', '--lock', lock], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(flaw);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

it('the Nodes of the tests come from the npm registry, each with something to check it against', () => {
  const { packages } = read('test/nodes/package-lock.json') as { packages: Packages };
  const nodes = Object.entries(packages).filter(([place]) => place !== '');
  expect(nodes.length).toBeGreaterThan(3);
  for (const [, { integrity, resolved = 'https://registry.npmjs.org/' }] of nodes) {
    expect(integrity).toMatch(/^sha512-/);
    expect(resolved).toMatch(/^https:\/\/registry\.npmjs\.org\//);
  }
});

it('package.json says of each package that would run programs when it is installed whether it may', () => {
  const { allowScripts } = read('package.json') as { allowScripts: Readonly<Record<string, boolean>> };
  const running = Object.entries(packages()).filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(running.length).toBeGreaterThan(0);
  const undecided = running
    .map(([place]) => place.replace(/^.*node_modules\//, ''))
    .filter((name) => !(name in allowScripts));
  expect(undecided).toEqual([]);
});

it('packages of other licences are imported where the policy says, and nowhere else', () => {
  const { exceptions } = read('scripts/licence-policy.json') as Policy;
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ file: join('src', file), text: readFileSync(join('src', file), 'utf8') }));
  for (const { packages, importedBy } of exceptions) {
    const named = packages.map((name) => `(?:from|import|import\\() *['"]${name}(?:/[^'"]*)?['"]`);
    const imports = new RegExp(named.join('|'));
    expect(sources.filter(({ text }) => imports.test(text)).map(({ file }) => file)).toEqual(importedBy);
  }
});
