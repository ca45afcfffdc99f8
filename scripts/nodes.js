// The tests on each Node that Chaintill is for, beside the one that runs this. test/nodes/ holds them, as the npm package `node`
// brings them: a lock file of its own, so that who installs the project does not fetch them.
import { spawnSync } from 'node:child_process';
import { log } from 'node:console';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { runJestInCi } from './jest.js';

const FOLDER = join('test', 'nodes');
const MAJORS = ['20', '22', '24'];
/** All that computes, and each kind of process. */
const SUITES = [
  'test/unit/',
  // `npm start` as a whole: Postgres, the dev chain, @subql/node, gateway, settler and notifier.
  'test/e2e/start.test.ts',
  // @subql/node on a chain whose rows are known, and a command that works on them.
  'test/integration/cli-reindex.test.ts',
  // Gateways, settlers and notifiers, each a process of its own.
  'test/integration/topology.test.ts',
  'test/integration/gateway-server.test.ts',
  'test/integration/plain-upgrade.test.ts',
  'test/integration/abuse/raw-http.test.ts',
  'test/integration/live-subscriptions.test.ts',
  'test/integration/notify-delivery.test.ts',
  'test/integration/notify-egress-tls.test.ts',
  'test/integration/cli-backup.test.ts',
  'test/browser/checkout-page.test.ts',
];

const { optionalDependencies } = JSON.parse(readFileSync(join(FOLDER, 'package.json'), 'utf8'));

function install() {
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm ci in ${FOLDER} failed:\n${stderr}`);
}

/** @param {string} major @returns {Promise<boolean>} whether nothing failed */
async function testOn(major) {
  const name = `node${major}-${process.platform}-${process.arch}`;
  if (!(name in optionalDependencies)) {
    log(`Node ${major}: not run, as the npm registry has none for ${process.platform} on ${process.arch}`);
    return true;
  }
  const node = resolve(FOLDER, 'node_modules', name, 'bin', 'node');
  // Npm goes on without what is optional.
  if (!existsSync(node)) {
    log(`Node ${major}: FAILED, as npm could not install it`);
    return false;
  }
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
  log(`Node ${version}: running all unit tests and ${SUITES.length - 1} other suites`);
  const begun = performance.now();
  // Tests start `node` by its name as well.
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
  const { code, results, again } = await runJestInCi(SUITES, { node, env, quiet: true });
  const seconds = Math.round((performance.now() - begun) / 1_000);
  if (code !== 0) {
    log(`Node ${version}: FAILED, as printed above`);
    return false;
  }
  const { testResults, numTotalTests, numPendingTests, numTodoTests } = results;
  const skipped = numPendingTests + numTodoTests;
  log(
    `Node ${version}: ${testResults.length} suites, ${numTotalTests - skipped} tests passed` +
      `${skipped ? `, ${skipped} skipped` : ''}${again ? `, ${again} suites at the second try` : ''}, in ${seconds} s`,
  );
  return true;
}

/** @returns {Promise<boolean>} whether nothing failed on any */
export async function testOnOtherNodes() {
  const [current] = process.versions.node.split('.');
  install();
  let allPassed = true;
  for (const major of MAJORS.filter((one) => one !== current)) allPassed = (await testOn(major)) && allPassed;
  return allPassed;
}
