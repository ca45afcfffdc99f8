// Ends, stops and misleads the parts of an instance, at full size, and prints what was done to which, how often, and what held:
// `npm run chaos`. Options: `--small` (the sizes of `npm test`), `--only kills,clock` (suites whose path has one of these words).
// Each suite runs alone, one after the other; one that fails does not keep the others from running, and the exit code is 1 then.
import { spawn } from 'node:child_process';
import { error, log } from 'node:console';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';

const FOLDER = 'test/integration/chaos';
const BESIDES = [
  'test/integration/delivery-kills.test.ts',
  'test/integration/settlement-kills.test.ts',
  'test/integration/settlement-leadership.test.ts',
  'test/integration/topology.test.ts',
];
/** All of them take less than twenty minutes on two cores. */
const FULL = { CHAINTILL_CHAOS: 'full', CHAINTILL_ORDERS: '3000', CHAINTILL_KILLS: '60' };

/** @typedef {{ part: string, faults: { what: string, to: string, times: number }[], held: { invariant: string, count: number }[] }} Report */

const { values } = parseArgs({
  options: { small: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const words = values.only?.split(',') ?? [''];
const inFolder = (await readdir(FOLDER)).filter((name) => name.endsWith('.test.ts'));
const suites = [...inFolder.sort().map((name) => join(FOLDER, name)), ...BESIDES].filter((suite) =>
  words.some((word) => suite.includes(word)),
);

/** @param {string} suite @param {string} reports @returns {Promise<boolean>} whether all of it held */
function run(suite, reports) {
  const args = [join('node_modules', 'jest', 'bin', 'jest.js'), '--runInBand', '--runTestsByPath', suite];
  const env = { ...process.env, ...(values.small ? {} : FULL), CHAINTILL_CHAOS_REPORT: reports };
  return new Promise((resolve, reject) => {
    // Standard output is for the tables.
    const child = spawn(process.execPath, args, { stdio: ['ignore', 2, 2], env });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** @param {string[]} columns @param {(string | number)[][]} rows */
function printTable(columns, rows) {
  const lines = [columns, columns.map(() => '---'), ...rows];
  log(`\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}`);
}

const started = new Date();
const outcomes = [];
/** @type {Report[]} */
const found = [];
for (const suite of suites) {
  error(`\n# ${suite}`);
  const reports = await mkdtemp(join(tmpdir(), 'chaintill-chaos-'));
  try {
    const begun = performance.now();
    const isRight = await run(suite, reports);
    outcomes.push([suite, Math.round((performance.now() - begun) / 1_000), isRight ? 'held' : 'FAILED']);
    if (!isRight) process.exitCode = 1;
    for (const file of await readdir(reports))
      found.push(JSON.parse(await readFile(join(reports, file), 'utf8')));
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

log(
  `chaos, ${started.toISOString()}; Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}`,
);
printTable(
  ['suite', 'what was done', 'to', 'times'],
  found.flatMap(({ part, faults }) => faults.map(({ what, to, times }) => [part, what, to, times])),
);
printTable(
  ['suite', 'what held', 'looked at'],
  found.flatMap(({ part, held }) => held.map(({ invariant, count }) => [part, invariant, count])),
);
printTable(['suite', 'seconds', 'outcome'], outcomes);
