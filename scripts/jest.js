// Runs jest, for test.js and nodes.js.
import { spawn } from 'node:child_process';
import { log } from 'node:console';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';

/** More than these are no accident. */
const MOST = 3;
/** What computes only fails for a reason. */
const COMPUTING = /^test\/unit\//;

const program = join('node_modules', 'jest', 'bin', 'jest.js');

/** @typedef {{ node?: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} Options quiet: what jest prints is printed only if it fails */
/** @typedef {{ numTotalTests: number, numPendingTests: number, numTodoTests: number, testResults: { name: string, status: string }[] }} Results */

/** @param {string[]} args @param {Options} [options] @returns {Promise<number>} its exit code */
export async function runJest(args, { node = process.execPath, env = process.env, quiet = false } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-output-'));
  const file = join(folder, 'output.txt');
  const output = await open(file, 'w');
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(node, [program, ...args], {
        stdio: quiet ? ['ignore', output.fd, output.fd] : 'inherit',
        env,
      });
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
    if (quiet && code !== 0) log(await readFile(file, 'utf8'));
    return code;
  } finally {
    await output.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The suites that failed. @param {Results} results */
const failedSuites = ({ testResults }) =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(process.cwd(), name));

/**
 * The same, where nobody can look again: the few suites with processes of their own that failed beside others run once more,
 * each alone, and are named. What fails again has failed.
 * @param {string[]} args @param {Options} [options]
 * @returns {Promise<{ code: number, results: Results, again: number }>} again: how many suites ran once more
 */
export async function runJestInCi(args, options) {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-results-'));
  try {
    const file = join(folder, 'results.json');
    const code = await runJest(['--json', '--outputFile', file, ...args], options);
    /** @type {Results} */
    const results = JSON.parse(await readFile(file, 'utf8'));
    const failed = failedSuites(results);
    if (
      code === 0 ||
      failed.length === 0 ||
      failed.length > MOST ||
      failed.some((one) => COMPUTING.test(one))
    )
      return { code, results, again: 0 };
    log(`\nFailed beside others, and run again alone:\n${failed.join('\n')}\n`);
    const alone = await runJest(['--runInBand', '--runTestsByPath', ...failed], options);
    return { code: alone, results, again: failed.length };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
