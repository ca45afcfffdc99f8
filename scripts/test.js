// Runs the tests, `node scripts/test.js [jest's arguments]`. In CI, where nobody can look again: the few suites with processes
// of their own that failed beside others run once more, each alone, and are named. What fails again has failed.
import { spawn } from 'node:child_process';
import { log } from 'node:console';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';

/** More than these are no accident. */
const MOST = 3;
/** What computes only fails for a reason. */
const COMPUTING = /^test\/unit\//;

const jest = join('node_modules', 'jest', 'bin', 'jest.js');

/** @param {string[]} args @returns {Promise<number>} its exit code */
function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [jest, ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** @param {string} file jest's results @returns {Promise<string[]>} the suites that failed */
async function failedSuites(file) {
  /** @type {{ testResults: { name: string, status: string }[] }} */
  const { testResults } = JSON.parse(await readFile(file, 'utf8'));
  return testResults
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => relative(process.cwd(), name));
}

/** @returns {Promise<number>} an exit code */
async function runInCi() {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-results-'));
  try {
    const file = join(folder, 'results.json');
    const code = await run(['--json', '--outputFile', file]);
    if (code === 0) return code;
    const failed = await failedSuites(file);
    if (failed.length === 0 || failed.length > MOST || failed.some((suite) => COMPUTING.test(suite)))
      return code;
    log(`\nFailed beside others, and run again alone:\n${failed.join('\n')}\n`);
    return await run(['--runInBand', '--runTestsByPath', ...failed]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const args = process.argv.slice(2);
process.exitCode = process.env['CI'] && args.length === 0 ? await runInCi() : await run(args);
