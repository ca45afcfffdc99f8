import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { startTestPostgres, TestPostgres } from './embedded-server.js';

declare global {
  // Held between the global set-up and tear-down, which jest loads apart from each other.
  var chaintillTestPostgres: TestPostgres | undefined;
}

/**
 * Before a run: builds dist/, and starts the Postgres that all tests share unless TEST_DATABASE_URL names one. Jest
 * calls this once for each project; only the first call does anything.
 */
export default async function globalSetup(): Promise<void> {
  if (process.env['CHAINTILL_TEST_POSTGRES'] !== undefined) return;
  process.env['CHAINTILL_TEST_POSTGRES'] = process.env['TEST_DATABASE_URL'] ?? '';
  await buildDist();
  if (process.env['TEST_DATABASE_URL'] !== undefined) return;
  globalThis.chaintillTestPostgres = await startServer();
  process.env['CHAINTILL_TEST_POSTGRES'] = globalThis.chaintillTestPostgres.url;
}

async function buildDist(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, ['scripts/build.js']);
  } catch (error) {
    // The tests that run dist/ then fail for want of it; the others are worth their answer.
    console.error(`dist/ could not be built: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Jest maps `.js` to `.ts` for tests but not for this file, so what it needs of src/ is bundled first. */
async function startServer(): Promise<TestPostgres> {
  // Inside node_modules, so that packages resolve.
  const folder = await mkdtemp(join('node_modules', '.chaintill-test-'));
  const [bundle, guard] = [join(folder, 'server.cjs'), join(folder, 'guard.mjs')];
  const common = { bundle: true, packages: 'external', platform: 'node' } as const;
  await build({ ...common, entryPoints: ['src/cli/process/guard.ts'], outfile: guard, format: 'esm' });
  await build({
    ...common,
    entryPoints: ['test/support/embedded-server.ts'],
    outfile: bundle,
    format: 'cjs',
    define: { 'import.meta.url': 'importMetaUrl' },
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  });
  const require = createRequire(join(process.cwd(), 'package.json'));
  const server = require(join(process.cwd(), bundle)) as { startTestPostgres: typeof startTestPostgres };
  return server.startTestPostgres(folder, guard);
}
