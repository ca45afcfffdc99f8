import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type setUpServers from '../support/global-setup.js';

const CHROMIUM = '/usr/bin/chromium';

/** Before the tests in a browser: there is one, and all that the other tests have. */
export default async function globalSetup(): Promise<void> {
  await installChromium();
  // Jest maps `.js` to `.ts` for tests but not for this file.
  const require = createRequire(join(process.cwd(), 'package.json'));
  const { default: setUp } = require('./test/support/global-setup.ts') as { default: typeof setUpServers };
  await setUp();
}

async function installChromium(): Promise<void> {
  if (await isThere(CHROMIUM)) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`the tests in a browser need ${CHROMIUM}: run \`sudo apt-get install -y chromium\``);
  }
  await promisify(execFile)('apt-get', ['update', '-qq']);
  await promisify(execFile)('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 64 * 1024 * 1024,
  });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
