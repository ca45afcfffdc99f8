// Runs the tests, `node scripts/test.js [jest's arguments]`. In CI: on the other Nodes first, then all of them on this one, where the
// few that failed beside others have a second try.
import { error, log } from 'node:console';
import process from 'node:process';
import { runJest, runJestInCi } from './jest.js';
import { testOnOtherNodes } from './nodes.js';

/** @returns {Promise<number>} an exit code */
async function runInCi() {
  const passedOnOthers = await testOnOtherNodes();
  log(`Node ${process.versions.node}: running all tests`);
  const { code } = await runJestInCi([]);
  if (passedOnOthers) return code;
  error('Tests failed on another Node: see what was printed before these.');
  return 1;
}

const args = process.argv.slice(2);
process.exitCode = process.env['CI'] && args.length === 0 ? await runInCi() : await runJest(args);
